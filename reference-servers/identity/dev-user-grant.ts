/**
 * A grant that signs a demo user in by name alone, for `drawbridge login --as ada` and for tests. Only this provider
 * has it, and its metadata says so (`drawbridge_dev`).
 */
import { devProvider } from "@drawbridge/contracts/oauth";
import { senderProof } from "@drawbridge/contracts/sender-proof";
import { InvalidProof, proofReader } from "@drawbridge/hosted/dpop-proof";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import { demoUser } from "./demo-users.ts";
import type { ProtectedResources } from "./protected-resources.ts";

/**
 * Adds the grant to the provider. `user` names a demo user, `resource` the audience. It issues both tokens, and binds
 * them to the key of a DPoP proof if the request has one (RFC 9449 §5).
 */
export function registerDevUserGrant(provider: Provider, resources: ProtectedResources): void {
  const thumbprintFrom = provenKey(provider);
  provider.registerGrantType<{ readonly user?: string }>(
    devProvider.userGrant,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const user = demoUser(params.user ?? "");
      if (user === undefined) throw new errors.InvalidGrant("no such demo user");
      if (Array.isArray(params.resource)) throw new errors.InvalidTarget();

      const thumbprint = await thumbprintFrom(ctx.get(senderProof.header), client.clientId);
      const resource = resources.ofClient(client.clientId, params.resource);
      const grantId = await new provider.Grant({ clientId: client.clientId, accountId: user.name }).save();
      const common = { client, accountId: user.name, grantId, gty: devProvider.userGrant, scope: "" };
      const resourceServer = new provider.ResourceServer(resource.audience, resource);
      const accessToken = new provider.AccessToken({ ...common, resourceServer });
      if (thumbprint !== null) accessToken.setThumbprint("jkt", thumbprint);
      const refreshToken = new provider.RefreshToken({
        ...{ ...common, resource: resource.audience, rotations: 0 },
        ...(thumbprint !== null && { jkt: thumbprint }),
      });
      ctx.body = {
        access_token: await accessToken.save(),
        refresh_token: await refreshToken.save(),
        expires_in: accessToken.expiration,
        token_type: accessToken.tokenType,
      };
    },
    ["user", "resource"],
  );
}

/**
 * The thumbprint of the key of a proof for the token endpoint; null if there is no proof. The library does this only
 * for its own grants.
 */
function provenKey(provider: Provider): (proof: string, clientId: string) => Promise<string | null> {
  const readProof = proofReader();
  return async (proof, clientId) => {
    if (proof === "") return null;
    try {
      const request = { method: "POST", url: provider.urlFor("token"), accessToken: null };
      const { thumbprint, id, expiresAt } = readProof(proof, request, Date.now());
      if (await provider.ReplayDetection.unique(clientId, id, Math.ceil(expiresAt / 1000))) return thumbprint;
    } catch (error) {
      throw error instanceof InvalidProof ? new errors.InvalidDpopProof(error.message) : error;
    }
    throw new errors.InvalidDpopProof("The DPoP proof was used before.");
  };
}
