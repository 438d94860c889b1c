/** The audiences of tokens (RFC 8707): each client has exactly one audience, and every access token is a JWT for it. */
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import type { ResourceServer } from "oidc-provider";
import { errors } from "oidc-provider";
import { signingAlgorithm } from "./key-ring.ts";

export interface ProtectedResources {
  /** The client's resource. Throws `invalid_target` if the client requested another one (RFC 8707 §2). */
  ofClient(clientId: string, requested?: string): ResourceServer & { readonly audience: string };
}

const audienceOf: Readonly<Record<string, string>> = {
  [oauthClients.broker]: audiences.edge,
  [oauthClients.approver]: audiences.approvals,
};

export function protectedResources(accessTokenSeconds: number): ProtectedResources {
  return {
    ofClient: (clientId, requested) => {
      const audience = audienceOf[clientId];
      if (audience === undefined || (requested !== undefined && requested !== audience))
        throw new errors.InvalidTarget();
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
