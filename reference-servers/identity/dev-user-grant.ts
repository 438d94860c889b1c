/**
 * A grant that signs a demo user in by name alone, for `drawbridge login --as ada` and for tests. No provider but
 * this one has it, and this one says so in its metadata (`drawbridge_dev`).
 */
import { devProvider } from "@drawbridge/contracts/oauth";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import { demoUser } from "./demo-users.ts";
import type { ProtectedResources } from "./protected-resources.ts";

/** Teaches the provider the grant: `user` names a demo user, `resource` the audience; both tokens are issued. */
export function registerDevUserGrant(provider: Provider, resources: ProtectedResources): void {
  provider.registerGrantType<{ readonly user?: string }>(
    devProvider.userGrant,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const user = demoUser(params.user ?? "");
      if (user === undefined) throw new errors.InvalidGrant("no such demo user");
      if (Array.isArray(params.resource)) throw new errors.InvalidTarget();

      const resource = resources.ofClient(client.clientId, params.resource);
      const grantId = await new provider.Grant({ clientId: client.clientId, accountId: user.name }).save();
      const common = { client, accountId: user.name, grantId, gty: devProvider.userGrant, scope: "" };
      const resourceServer = new provider.ResourceServer(resource.audience, resource);
      const accessToken = new provider.AccessToken({ ...common, resourceServer });
      const refreshToken = new provider.RefreshToken({ ...common, resource: resource.audience, rotations: 0 });
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
