/** The kind of application of each client of the identity provider. */
import { oauthClients } from "@drawbridge/contracts/oauth";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";

/** The registry refuses a token of a client that is not listed here. */
export const surfaces: EdgeConfiguration["surfaces"] = { [oauthClients.broker]: "local" };
