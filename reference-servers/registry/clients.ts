/** Which kind of application each client of the identity provider is. */
import { oauthClients } from "@drawbridge/contracts/oauth";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";

/** A token of a client that is not here is refused. */
export const surfaces: EdgeConfiguration["surfaces"] = { [oauthClients.broker]: "local" };
