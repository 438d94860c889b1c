/** The session as the secret store holds it. */
import { z } from "zod";
import { Secret } from "./secret.ts";
import type { Tokens } from "./tokens.ts";

const User = z.object({ name: z.string(), displayName: z.string().optional(), groups: z.array(z.string()) }).nullable();

const Stored = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("signed-in"),
    /** The provider that issued the tokens. They are sent to no other. */
    issuer: z.url(),
    user: User,
    accessToken: z.string(),
    refreshToken: z.string(),
    /** The thumbprint of the key that both tokens are bound to. The key itself is stored elsewhere. */
    senderKey: z
      .string()
      .regex(/^[\w-]{43}$/)
      .optional(),
    issuedAt: z.number(),
    expiresAt: z.number(),
    /** The refresh token was about to be sent and no answer is known, so the provider may have used it up. */
    renewing: z.literal(true).optional(),
  }),
  /** Stored so that a broker that starts later knows it too. */
  z.object({
    state: z.literal("expired"),
    user: User,
    /** The title of the identity provider whose removal by the company ended it. */
    removedProvider: z.string().optional(),
  }),
]);

export type SessionUser = z.infer<typeof User>;

/** Tokens without their key. `senderKey` is the key's thumbprint. */
export type StoredTokens = Omit<Tokens, "key"> & { readonly senderKey?: string };

export const withoutKey = ({ key, ...tokens }: Tokens): StoredTokens =>
  key === undefined ? tokens : { ...tokens, senderKey: key.thumbprint };

export type StoredSession =
  | {
      readonly state: "signed-in";
      readonly issuer: string;
      readonly user: SessionUser;
      readonly tokens: StoredTokens;
      readonly renewing?: true;
    }
  | { readonly state: "expired"; readonly user: SessionUser; readonly removedProvider?: string | undefined };

export function toText(session: StoredSession): string {
  if (session.state === "expired") return JSON.stringify(session);
  const { accessToken, refreshToken, senderKey, issuedAt, expiresAt } = session.tokens;
  const stored: z.infer<typeof Stored> = {
    state: session.state,
    issuer: session.issuer,
    user: session.user,
    accessToken: accessToken.reveal(),
    refreshToken: refreshToken.reveal(),
    ...(senderKey !== undefined && { senderKey }),
    issuedAt,
    expiresAt,
    ...(session.renewing && { renewing: true }),
  };
  return JSON.stringify(stored);
}

/** Null for text that this version cannot read. The person then signs in again. */
export function fromText(text: string): StoredSession | null {
  try {
    const stored = Stored.parse(JSON.parse(text));
    if (stored.state === "expired") return stored;
    const { state, issuer, user, accessToken, refreshToken, senderKey, issuedAt, expiresAt, renewing } = stored;
    const tokens = {
      accessToken: new Secret(accessToken),
      refreshToken: new Secret(refreshToken),
      ...(senderKey !== undefined && { senderKey }),
      issuedAt,
      expiresAt,
    };
    return { state, issuer, user, tokens, ...(renewing && { renewing }) };
  } catch {
    return null;
  }
}
