/**
 * What a server's code may use in a worker thread or in a process of its own. It is a small part of the index, and loads
 * nothing of the rest. Entry point `@drawbridge/framework/worker`.
 */
export { basisChange } from "./approvals/basis-change.ts";
export { ToolError } from "./errors.ts";
