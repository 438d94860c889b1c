/** The real development identity provider on a free port, and tokens from it for tests that need a signed-in user. */
import { devProvider, oauthClients } from "@drawbridge/contracts/oauth";
import { type IdentityPart, startIdentity } from "@drawbridge/identity/start";
import { z } from "zod";
import type { SenderKey } from "./sender-key.ts";

const Tokens = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

/** The secret of the approver's client, for a registry whose people sign in at this provider. */
export const testApproverSecret = "a-secret-of-the-approver-in-tests-alone";

export interface TokenOptions {
  readonly clientId?: string;
  /** Lifetime of this one access token; otherwise the provider's. */
  readonly seconds?: number;
  /** Binds both tokens to this key (RFC 9449). */
  readonly key?: SenderKey;
}

export interface TestIdentity extends IdentityPart {
  /** An access token of a demo user (ada, finn, ines, omar), issued and signed by the provider. */
  accessToken(user: string, options?: TokenOptions): Promise<string>;
  /** The same access token, together with its refresh token. */
  tokens(
    user: string,
    options?: TokenOptions,
  ): Promise<{ accessToken: string; refreshToken: string; expiresAt: string }>;
}

/** Starts a provider that keeps everything in memory (or in `databaseUrl`); close it when the test ends. */
export async function startTestIdentity(
  options: {
    readonly accessTokenSeconds?: number;
    readonly databaseUrl?: string;
    readonly port?: number;
    /** The registry at whose inbox people sign in. */
    readonly registryUrl?: string;
    readonly requirePushedRequests?: boolean;
  } = {},
): Promise<TestIdentity> {
  const lifetimeSeconds = options.accessTokenSeconds ?? 600;
  const part = await startIdentity({
    port: options.port ?? 0,
    databaseUrl: options.databaseUrl,
    accessTokenSeconds: lifetimeSeconds,
    requirePushedRequests: options.requirePushedRequests ?? false,
    approver:
      options.registryUrl === undefined ? undefined : { secret: testApproverSecret, registryUrl: options.registryUrl },
    logLevel: "warn",
  });

  const issue: TestIdentity["tokens"] = async (
    user,
    { clientId = oauthClients.broker, seconds = lifetimeSeconds, key } = {},
  ) => {
    part.setAccessTokenSeconds(seconds);
    const response = await fetch(`${part.url}/token`, {
      method: "POST",
      headers:
        key === undefined ? {} : { dpop: await key.prove({ method: "POST", url: `${part.url}/token`, token: null }) },
      body: new URLSearchParams({ grant_type: devProvider.userGrant, client_id: clientId, user }),
    });
    part.setAccessTokenSeconds(lifetimeSeconds);
    if (!response.ok) throw new Error(`No token for ${user}: ${response.status} ${await response.text()}`);
    const issued = Tokens.parse(await response.json());
    return {
      accessToken: issued.access_token,
      refreshToken: issued.refresh_token,
      expiresAt: new Date(Date.now() + issued.expires_in * 1000).toISOString(),
    };
  };
  // One token at a time, because the lifetime is a setting of the whole provider.
  let turn: Promise<unknown> = Promise.resolve();
  const tokens: TestIdentity["tokens"] = (user, tokenOptions) => {
    const mine = turn.then(() => issue(user, tokenOptions));
    turn = mine.catch(() => {});
    return mine;
  };
  return { ...part, tokens, accessToken: async (user, tokenOptions) => (await tokens(user, tokenOptions)).accessToken };
}
