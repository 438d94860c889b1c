/** What tokens are for (RFC 8707): each client has exactly one audience, and every access token is a JWT bound to it. */
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import type { ResourceServer } from "oidc-provider";
import { errors } from "oidc-provider";
import { signingAlgorithm } from "./key-ring.ts";

export interface ProtectedResources {
  /** The client's resource; throws `invalid_target` where it asked for another's (RFC 8707 §2). */
  ofClient(clientId: string, asked?: string): ResourceServer & { readonly audience: string };
}

const audienceOf: Readonly<Record<string, string>> = {
  [oauthClients.broker]: audiences.edge,
  [oauthClients.approver]: audiences.approvals,
};

export function protectedResources(accessTokenSeconds: number): ProtectedResources {
  return {
    ofClient: (clientId, asked) => {
      const audience = audienceOf[clientId];
      if (audience === undefined || (asked !== undefined && asked !== audience)) throw new errors.InvalidTarget();
      return {
        audience,
        scope: "",
        accessTokenTTL: accessTokenSeconds,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: signingAlgorithm } },
      };
    },
  };
}
