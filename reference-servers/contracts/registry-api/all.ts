/** The registry's whole API. A program imports only the file of its subject, so that it loads no other schema. */
import * as approvals from "./approvals.ts";
import * as audit from "./audit.ts";
import * as edge from "./edge.ts";
import * as mcpRegistry from "./mcp-registry.ts";
import * as operator from "./operator.ts";
import * as pairings from "./pairings.ts";
import * as providerKeys from "./provider-keys.ts";
import * as open from "./public.ts";
import * as serverApprovals from "./server-approvals.ts";
import * as servers from "./servers.ts";
import * as signOuts from "./sign-outs.ts";
import * as user from "./user.ts";

/** Each route by its name. */
export const registryRoutes = {
  ...open,
  ...user,
  ...approvals,
  ...pairings,
  ...audit,
  ...servers,
  ...serverApprovals,
  ...edge,
  ...operator,
  ...signOuts,
  ...providerKeys,
  ...mcpRegistry,
} as const;
