/**
 * One identity provider of the company, as its operator describes it: which tokens to ask it for, and how to read them.
 * The registry reads the description from DRAWBRIDGE_IDENTITY_PROVIDERS. The edge gets it from the registry, and programs
 * on engineers' machines get the public part of it (public-part.ts). What a description leaves out is as the included
 * provider has it. docs/identity-providers.md has a description for each known provider.
 */
import { z } from "zod";
import { Surface } from "../identity.ts";
import { audiences, oauthClients } from "../oauth.ts";
import { defaultPersonRule, PersonRule } from "../person.ts";
import { isVisible } from "../visible-text.ts";
import { ClaimPath } from "./claim-path.ts";
import { GroupLookup } from "./group-lookup.ts";
import { GroupNames } from "./group-names.ts";

const Name = z.string().trim().min(1).max(500);
const Names = z.array(Name).min(1).max(50);
/** RFC 6749 §3.3. */
const Scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/);

/** `offline_access` requests a refresh token where scopes decide that (OpenID Connect Core 1.0 §11). */
export const defaultScopes = ["openid", "offline_access"] as const;

/** Asymmetric algorithms only: neither `none`, nor one that would use a public key as a shared secret. */
export const SignatureAlgorithm = z.enum([
  ...(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const),
]);

/** Which token of a sign-in goes with requests. `id_token` is for providers whose access tokens cannot be read. */
export const TokenKind = z.enum(["access_token", "id_token"]);

/** The parameters that Drawbridge sets itself (RFC 6749, RFC 7636, RFC 9101). */
const ownParameters = [
  ...["client_id", "client_secret", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce"],
  ...["code_challenge", "code_challenge_method", "max_age", "resource", "audience", "request", "request_uri"],
];
const ownParameterMessage = "a parameter that Drawbridge sets itself";

/** A client of the provider that Drawbridge signs in with, and the tokens that it asks for. */
const clientOf = (clientId: string, audience: string) => ({
  /** The first one is used for new sign-ins. Tokens of the others count too. */
  clientIds: Names.default([clientId]),
  /** A token counts if its claim of audiences (`claims.audience`) has one of them. */
  audiences: Names.default([audience]),
  scopes: z
    .array(Scope)
    .max(50)
    .default([...defaultScopes]),
  /**
   * The parameter `resource` (RFC 8707) of requests for tokens; null for a provider that refuses it. Left out, it is the
   * first audience, if that is a URI.
   */
  resource: Name.nullable().optional(),
  /** The parameter `audience` of requests for tokens, which some providers use in place of `resource`. */
  audience: Name.nullable().default(null),
  /** Further parameters of sign-ins, for example Google's `access_type`. */
  parameters: z
    .record(
      z.string().refine((name) => !ownParameters.includes(name), ownParameterMessage),
      Name,
    )
    .default({}),
  /**
   * Whether a sign-in's request goes to the provider before the browser does (RFC 9126). Left out, it is as the provider's
   * metadata requires. Keycloak can require it of one client, which its metadata does not say.
   */
  pushedRequests: z.boolean().optional(),
});

const Claims = z.strictObject({
  /**
   * The audiences: a list of texts, or one text. A provider that puts no audience of the company's into its tokens has at
   * least the client that a token was made for (`azp`). The clients' ids are then the audiences.
   */
  audience: ClaimPath.default(["aud"]),
  /** The claims that may hold the id of the client; the first one that the token has counts. */
  client: z
    .array(ClaimPath)
    .min(1)
    .max(10)
    .default([["client_id"], ["azp"], ["appid"], ["cid"]]),
  /** The claim that identifies people, see person.ts. Left out: DRAWBRIDGE_USER_CLAIM, then `sub`. */
  user: PersonRule.shape.claim.optional(),
  /**
   * Put before each id. It keeps people of two providers apart who have the same id. An empty one says that an id means
   * the same person at the other providers too. Required where there are several providers.
   */
  userPrefix: z.string().max(50).optional(),
  /** A name for people to read. It decides nothing. */
  displayName: ClaimPath.default(["name"]),
  /** The groups: a list of texts, or one text. */
  groups: ClaimPath.default(["groups"]),
});

export const IdentityProvider = z.strictObject({
  /** As the provider's metadata and its ID tokens have it, with or without a slash at its end. */
  issuer: z.url(),
  /** What people type to choose it among several; see provider-names.ts. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, "up to 40 lower case letters, digits, dots, dashes and underscores")
    .optional(),
  /** What people read when they choose it, for example on the inbox's button. */
  title: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .refine((title) => isVisible(title), "every character must be visible")
    .optional(),
  /** The values of `iss` in its access tokens, compared letter by letter. Left out: the issuer. */
  tokenIssuers: Names.optional(),
  /** Where the hosted parts read its metadata. Left out: where OpenID Connect Discovery 1.0 §4 puts it. */
  metadataUrl: z.url().optional(),
  /** The broker's client is public: PKCE, loopback redirect, refresh tokens. */
  broker: z
    .strictObject({
      ...clientOf(oauthClients.broker, audiences.edge),
      /**
       * A secret that the provider demands of a public client, as Google does. Every program of the company's engineers can
       * read it, so it protects nothing.
       */
      publicSecret: Name.optional(),
      /** The port of the loopback redirect, for a provider that compares it (against RFC 8252 §7.3); else any. */
      loopbackPort: z.number().int().min(1).max(65_535).nullable().default(null),
    })
    .prefault({}),
  /** The approver's client is confidential, and only the registry has its secret. */
  approver: z
    .strictObject({
      ...clientOf(oauthClients.approver, audiences.approvals),
      /** Where a provider has one audience for each authorization server, as Okta does: that of the approver's tokens. */
      issuer: z.url().optional(),
    })
    .prefault({}),
  /** Further applications whose users may call tools: client id → the kind of application. They use the broker's audiences. */
  surfaces: z.record(Name, Surface).default({}),
  claims: Claims.prefault({}),
  groupNames: GroupNames.optional(),
  /**
   * Where the groups of a user are looked up whose token does not name them. Left out: a token whose groups the provider
   * left out is refused.
   */
  groupLookup: GroupLookup.optional(),
  token: TokenKind.default("access_token"),
  /**
   * How to ask the provider about access tokens that are no JWTs (RFC 7662). The secret of `clientId` is in
   * DRAWBRIDGE_INTROSPECTION_SECRET, at the registry and at the edge. Left out, such tokens are refused.
   */
  introspection: z
    .strictObject({
      clientId: Name,
      /** Seconds that an answer is believed. A revoked token is accepted as long. */
      maxAgeSeconds: z.number().int().min(1).max(600).default(60),
    })
    .optional(),
  /** The values of a token's `typ` (RFC 7515 §4.1.9, RFC 9068 §2.1), in any letter case; null for any value, or none. */
  tokenTypes: Names.nullable().default(null),
  /** Seconds that the provider's clock may be ahead: for `nbf` and `iat`. An expired token is never tolerated. */
  clockToleranceSeconds: z.number().int().min(0).max(300).default(60),
  algorithms: z
    .array(SignatureAlgorithm)
    .min(1)
    .default([...SignatureAlgorithm.options]),
});
export type IdentityProvider = z.output<typeof IdentityProvider>;
/** As an operator writes it. It is sent to the edge in this form, so that each part applies its own defaults. */
export type ProviderDescription = z.input<typeof IdentityProvider>;

/** The same provider as the approver's client sees it. */
export const approverSideOf = (provider: IdentityProvider): IdentityProvider => {
  const { issuer } = provider.approver;
  return issuer === undefined ? provider : { ...provider, issuer, tokenIssuers: undefined, metadataUrl: undefined };
};

/** The values of `iss` in access tokens of this provider. */
export const tokenIssuersOf = ({ issuer, tokenIssuers = [issuer] }: IdentityProvider): readonly string[] =>
  tokenIssuers;

/** OpenID Connect Discovery 1.0 §4: a slash at the issuer's end is removed before the path is added. */
export const metadataUrlOf = ({ issuer, metadataUrl }: Pick<IdentityProvider, "issuer" | "metadataUrl">): string =>
  metadataUrl ?? `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`;

/** How this provider's tokens identify people. */
export const personRuleOf = ({ claims: { user, userPrefix } }: Pick<IdentityProvider, "claims">): PersonRule => ({
  ...(user === undefined ? defaultPersonRule : { claim: user, named: true }),
  ...(userPrefix === undefined || userPrefix === "" ? {} : { prefix: userPrefix }),
});

/** The provider that a description with an issuer alone means. */
export const providerAt = (issuer: string, person: PersonRule = defaultPersonRule): ProviderDescription => ({
  issuer,
  ...(person.named ? { claims: { user: person.claim } } : {}),
});
