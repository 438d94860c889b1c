/**
 * The public API of the framework: what the author of a server needs. Everything else in this package may change without
 * notice. `@drawbridge/framework/testing` has what tests of a server need, and examples/hello-server is a complete server.
 *
 * A server is a definition (`defineServer`) of tools (`defineTool`) and of the services that its tools share. Its program
 * is one line: `await runServer(definition)`.
 */

export type { Environment, Principal } from "@drawbridge/contracts/identity";
export {
  type Problem,
  type Rule,
  readVariables,
  refuseEmpty,
  type VariableFacts,
  variable,
} from "@drawbridge/hosted/environment";
export { otherFacts, secretIn } from "@drawbridge/hosted/secret-in";
export { basisChange } from "./approvals/basis-change.ts";
export type { Context, Elicited } from "./context.ts";
export { defineServer, type ServerDefinition } from "./define-server.ts";
export { defineTool, type Planned, type Settle, type Tool, type ToolDefinition } from "./define-tool.ts";
export { ToolError } from "./errors.ts";
export type { PeerRoutes } from "./peers.ts";
export {
  type Amount,
  type ApprovalNeed,
  argumentsAlone,
  type Basis,
  type Binding,
  type BoundPlan,
  type DefinitionChange,
  type ObjectBefore,
  type Plan,
  type TableSample,
} from "./plan.ts";
export { runServer, startServer } from "./run.ts";
export { type OwnVariables, readPlace } from "./settings.ts";
export { createFairQueue, type FairQueue, type ShareLimits } from "./shares/fair-queue.ts";
