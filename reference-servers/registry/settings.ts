/** The settings that the registry gets at its start. */

import type { Roles } from "@drawbridge/contracts/governance/roles";
import { Environment } from "@drawbridge/contracts/identity";
import {
  IdentityProvider,
  type ProviderDescription,
  providerAt,
} from "@drawbridge/contracts/identity-provider/provider";
import { IdentityProvidersText } from "@drawbridge/contracts/identity-provider/providers";
import { minSecretLength, partSecretVariables } from "@drawbridge/contracts/part-secret";
import { defaultPersonRule, PersonRule } from "@drawbridge/contracts/person";
import type { OldestServed } from "@drawbridge/contracts/registry";
import { acceptedOf, currentOf, type Secret } from "@drawbridge/contracts/secret";
import { basePathOf } from "@drawbridge/hosted/base-path";
import { DrainSeconds, ListenOnSeconds, type OwnProcess } from "@drawbridge/hosted/end-on-signal";
import {
  BaseUrl,
  LogLevel,
  Port,
  type Rule,
  readVariables,
  refuseEmpty,
  variable,
} from "@drawbridge/hosted/environment";
import { certificateWithKey, type Network, networkOf, networkVariables } from "@drawbridge/hosted/network";
import { otherFacts, secretIn } from "@drawbridge/hosted/secret-in";
import { type SharedSecrets, sharedSecretsIn, sharedSecretVariables } from "@drawbridge/hosted/shared-secrets";
import { logLevelFacts, requireProofFacts } from "@drawbridge/hosted/shared-variables";
import { z } from "zod";
import { jsonOf, SecretsByName, secretsByName, secretsHaveProviders } from "./approver-secrets.ts";
import { RolesText } from "./governance/roles-text.ts";

/** Long enough to find a second person, and short enough that the approved call is still wanted. */
export const defaultApprovalSeconds = { pending: 3600, grant: 900 } as const;

/**
 * Maximum age of a person's sign-in (at the inbox) or Allow (of an editor) when they decide, and how long an editor
 * stays paired.
 */
export const defaultDeciding = {
  /** Seconds, for the caller's own requests. */
  ownSeconds: 8 * 3600,
  /** Seconds, for the second person. */
  secondPersonSeconds: 15 * 60,
  /** Seconds. */
  pairingSeconds: 8 * 3600,
  /** Whether an act that destroys something, and perhaps cannot be undone, is decided only in the browser. */
  irreversibleInBrowser: false,
  /** Whether decisions of second persons, and on acts that perhaps cannot be undone, need a passkey at the inbox. */
  passkeys: false,
} as const;

/**
 * A release that no longer serves older brokers or extensions raises these. That is the end of an announcement: the release
 * before serves them, too, because one registry after another is replaced.
 */
export const oldestServed: OldestServed = { broker: "0.1.0", extension: "0.1.0" };

/** The oldest programs that a registry with these settings serves. */
export const oldestServedBy = ({ oldest = oldestServed }: Pick<RegistrySettings, "oldest">): OldestServed => oldest;

/** The group whose members read the audit. */
export const defaultAuditors = "infra";

/** The variables that say where the registry's rows are, and what their seals are checked with. */
export const StoreVariables = z.object({
  DATABASE_URL: variable(z.string().min(1), {
    means: "The registry's Postgres.",
    example: "postgres://drawbridge_registry:PASSWORD@db.acme.test:5432/drawbridge",
    secret: true,
  }),
  DATABASE_URL_OTHER: variable(z.string().min(1).optional(), otherFacts("DATABASE_URL")),
  DRAWBRIDGE_DATABASE_OWNER_URL: variable(refuseEmpty(z.string().min(1).optional()), {
    means: "The same database as the owner of its tables, for migrations alone.",
    example: "postgres://drawbridge_registry_owner:PASSWORD@db.acme.test:5432/drawbridge",
    default: "DATABASE_URL does that too",
    secret: true,
  }),
  DRAWBRIDGE_SEAL_SECRET: variable(refuseEmpty(z.string().min(minSecretLength).optional()), {
    means: `What the registry seals decisions with; no other part has it. At least ${minSecretLength} characters. Needed in \`prod\`.`,
    example: "$(openssl rand -base64 48)",
    default: "the root secret",
    secret: true,
  }),
  DRAWBRIDGE_SEAL_SECRET_OTHER: variable(
    z.string().min(minSecretLength).optional(),
    otherFacts("DRAWBRIDGE_SEAL_SECRET"),
  ),
  DRAWBRIDGE_SEAL_PREVIOUS_KEYS: variable(
    z
      .string()
      .default("")
      .transform((text) => text.split(/[\s,]+/).filter((key) => key !== ""))
      .pipe(z.array(z.base64url().length(43))),
    {
      means:
        "Public keys of earlier seal secrets whose seals still count, separated by commas. The log says a key at each start.",
      example: "nW9Bm4BzXnXcyl5ZEUZtTTJFPLxjCEYxOO0g4lyxpY4",
      default: "none",
    },
  ),
});

const seconds = (min: number, max: number, preset: number) =>
  refuseEmpty(z.coerce.number().int().min(min).max(max).default(preset));
const yesOrNo = (preset: boolean) => refuseEmpty(z.stringbool().default(preset));

export const RegistryVariables = StoreVariables.extend({
  PORT: variable(Port, { means: "Port that the registry listens on; 0 for any free one.", example: "7400" }),
  ...networkVariables,
  DRAWBRIDGE_REGISTRY_URL: variable(BaseUrl, {
    means: "The one address that people configure. It may have a path, behind an ingress that strips it or leaves it.",
    example: "https://drawbridge.acme.test",
  }),
  DRAWBRIDGE_ISSUER: variable(z.url(), {
    means:
      "Issuer identifier of the identity provider. Where DRAWBRIDGE_IDENTITY_PROVIDERS is set, its first one counts.",
    example: "https://id.acme.test",
    default: "the first of DRAWBRIDGE_IDENTITY_PROVIDERS; one of the two is needed",
  }),
  DRAWBRIDGE_IDENTITY_PROVIDERS: variable(refuseEmpty(IdentityProvidersText.optional()), {
    means: "JSON list with a description for each of your identity providers (docs/identity-providers.md).",
    example: `'[{"issuer": "https://id.acme.test"}]'`,
    default: "one provider as the included one, at DRAWBRIDGE_ISSUER",
  }),
  DRAWBRIDGE_EDGE_URL: variable(BaseUrl, {
    means: "Address where clients reach the edge.",
    example: "https://edge.drawbridge.acme.test",
  }),
  ...sharedSecretVariables,
  DRAWBRIDGE_ENVIRONMENT: variable(Environment, {
    means: "What this deployment is: dev, staging or prod.",
    example: "prod",
  }),
  DRAWBRIDGE_USER_CLAIM: variable(refuseEmpty(PersonRule.shape.claim.optional()), {
    means: "Claim of access tokens by which people are known (docs/people.md).",
    example: "oid",
    default: "sub",
  }),
  DRAWBRIDGE_APPROVAL_PENDING_SECONDS: variable(seconds(1, 604_800, defaultApprovalSeconds.pending), {
    means: "Seconds that a request waits for a decision.",
    example: "3600",
  }),
  DRAWBRIDGE_APPROVAL_GRANT_SECONDS: variable(seconds(1, 86_400, defaultApprovalSeconds.grant), {
    means: "Seconds that an approved request waits for its run.",
    example: "900",
  }),
  DRAWBRIDGE_DECIDE_OWN_SECONDS: variable(seconds(60, 86_400, defaultDeciding.ownSeconds), {
    means: "Greatest age, in seconds, of a person's sign-in or pairing when they decide a request of their own.",
    example: "28800",
  }),
  DRAWBRIDGE_DECIDE_SECOND_PERSON_SECONDS: variable(seconds(60, 86_400, defaultDeciding.secondPersonSeconds), {
    means: "The same when they decide as the second person.",
    example: "900",
  }),
  DRAWBRIDGE_PAIRING_SECONDS: variable(seconds(60, 86_400, defaultDeciding.pairingSeconds), {
    means: "Seconds that an editor stays paired.",
    example: "28800",
  }),
  DRAWBRIDGE_PASSKEYS: variable(yesOrNo(defaultDeciding.passkeys), {
    means: "Whether second persons, and decisions on what cannot surely be undone, need a passkey.",
    example: "on",
  }),
  DRAWBRIDGE_IRREVERSIBLE_IN_BROWSER: variable(yesOrNo(defaultDeciding.irreversibleInBrowser), {
    means: "Whether what destroys something, and perhaps cannot be undone, is decided in the browser alone.",
    example: "true",
  }),
  [partSecretVariables.approverClient]: variable(refuseEmpty(z.string().min(1).optional()), {
    means: "Secret of the inbox's client at the identity provider.",
    example: "SECRET",
    default: "the one that the included provider gets",
    secret: true,
  }),
  [partSecretVariables.approverClientOther]: variable(
    z.string().min(1).optional(),
    otherFacts(partSecretVariables.approverClient),
  ),
  [partSecretVariables.approverClients]: variable(refuseEmpty(SecretsByName.optional()), {
    means: "JSON with that secret for each of several identity providers, by the provider's name.",
    example: `'{"acme": "SECRET"}'`,
    default: "DRAWBRIDGE_APPROVER_CLIENT_SECRET for each",
    secret: true,
  }),
  [partSecretVariables.approverClientsOther]: variable(
    SecretsByName.optional(),
    otherFacts(partSecretVariables.approverClients),
  ),
  DRAWBRIDGE_AUDITORS: variable(refuseEmpty(z.string().min(1).default(defaultAuditors)), {
    means: "Group whose members read the audit.",
    example: "infra",
  }),
  DRAWBRIDGE_ROLES: variable(refuseEmpty(RolesText.optional()), {
    means: "JSON with the groups of operators and of reviewers, by kind of review (docs/governance.md).",
    example: `'{"operators": ["platform"], "reviewers": {"security": ["security"]}}'`,
    default: "no group has a role",
  }),
  DRAWBRIDGE_ALLOW_DIRECT_BRIDGES: variable(refuseEmpty(z.stringbool().optional()), {
    means: "Whether engineers' bridges may reach endpoints that the registry does not list.",
    example: "false",
    default: "true in dev alone",
  }),
  DRAWBRIDGE_REQUIRE_PROOF: variable(refuseEmpty(z.stringbool().optional()), requireProofFacts),
  DRAWBRIDGE_LISTEN_ON_SECONDS: ListenOnSeconds,
  DRAWBRIDGE_DRAIN_SECONDS: variable(DrainSeconds.default(10), {
    means: "Seconds that requests in flight may go on once the registry accepts nothing new.",
    example: "10",
    default: "10; the embedded stack gives its parts 5",
  }),
  DRAWBRIDGE_LOG_LEVEL: variable(LogLevel.optional(), logLevelFacts),
});

export interface Deciding {
  readonly ownSeconds: number;
  readonly secondPersonSeconds: number;
  readonly pairingSeconds: number;
  readonly irreversibleInBrowser: boolean;
  /** False by default. */
  readonly passkeys?: boolean;
}

export interface RegistrySettings extends SharedSecrets {
  /** 0 to let the system choose a free port. */
  readonly port: number;
  readonly network?: Network;
  /** The one address that people configure, without a trailing slash. It may have a path. */
  readonly url: string;
  readonly databaseUrl: Secret;
  /** Connects as the owner of the tables, only for migrations. By default, `databaseUrl` does that too. */
  readonly databaseOwnerUrl?: string | undefined;
  /** The identity provider, where `identityProviders` describes none. */
  readonly issuer: string;
  /** See identity-provider/provider.ts. Left out, there is one provider as the included one, at `issuer`. */
  readonly identityProviders?: readonly ProviderDescription[] | undefined;
  readonly edgeUrl: string;
  /** The secret for the seals of rows; see row-seals.ts. By default the root secret, which `prod` refuses. */
  readonly sealSecret?: Secret | undefined;
  /** Public keys of earlier seal secrets whose seals still count. None by default. */
  readonly sealPreviousKeys?: readonly string[];
  readonly environment: Environment;
  /** The claim of their tokens by which people are known; `sub` by default. */
  readonly person?: PersonRule;
  /** How long a request waits for a decision, and an approved one for its run: an hour and 15 minutes by default. */
  readonly approvalSeconds?: { readonly pending: number; readonly grant: number };
  /** See `defaultDeciding`. */
  readonly deciding?: Deciding;
  /**
   * The secret of the approver's client at the identity provider. By default, the secret that the included provider
   * gets.
   */
  readonly approverSecret?: Secret | undefined;
  /** The same for several providers, by the provider's name. It comes before `approverSecret`. */
  readonly approverSecrets?: Readonly<Record<string, Secret>> | undefined;
  /** The group whose members read the audit; `infra` by default. */
  readonly auditors?: string;
  /** Who reviews servers, and who takes them out of use. By default, no group. */
  readonly roles?: Roles | undefined;
  /** Whether engineers' bridges may reach endpoints outside the registry. By default, only in `dev`. */
  readonly allowDirectBridges?: boolean | undefined;
  /**
   * Whether tokens that are not bound to a key of their holder (RFC 9449) are refused. By default, they are accepted.
   */
  readonly requireProof?: boolean | undefined;
  /** Seconds that requests in flight may go on once the registry closes; 5 where it is left out. */
  readonly drainSeconds?: number | undefined;
  /** The oldest programs that it serves; `oldestServed` by default. */
  readonly oldest?: OldestServed;
  /** `info` by default. */
  readonly logLevel?: LogLevel | undefined;
}

/** The descriptions by which this deployment reads tokens. */
export function providerDescriptionsOf({
  issuer,
  identityProviders,
  person,
}: Pick<RegistrySettings, "issuer" | "identityProviders" | "person">): ProviderDescription[] {
  if (identityProviders === undefined) return [providerAt(issuer, person)];
  if (person?.named !== true) return [...identityProviders];
  return identityProviders.map((each) => ({ ...each, claims: { user: person.claim, ...each.claims } }));
}

/** The same, with all defaults. */
export const identityProvidersOf = (settings: Parameters<typeof providerDescriptionsOf>[0]): IdentityProvider[] =>
  providerDescriptionsOf(settings).map((each) => IdentityProvider.parse(each));

/** For parts and programs that know one provider alone. */
export function firstProviderOf(settings: Parameters<typeof providerDescriptionsOf>[0]): IdentityProvider {
  return IdentityProvider.parse(providerDescriptionsOf(settings)[0]);
}

/**
 * The secret for the seals. Throws in `prod` if the registry has no seal secret of its own, because other parts have
 * the root secret.
 */
export function sealSecretOf({ sealSecret, rootSecret, environment }: RegistrySettings): Secret {
  if (environment === "prod" && (sealSecret === undefined || acceptedOf(rootSecret).includes(currentOf(sealSecret))))
    throw new Error(
      "The registry cannot start in prod without a DRAWBRIDGE_SEAL_SECRET of its own: the edge has the root secret too, and could seal decisions with it. Set DRAWBRIDGE_SEAL_SECRET at the registry alone to a new secret (`openssl rand -base64 48`). Where this registry ran without one before, see docs/approvals.md.",
    );
  return sealSecret ?? rootSecret;
}

/** How the registry's own paths begin. */
const ownPaths =
  /^\/(api|approvals|healthz|inbox\.css|inbox\.js|internal|metrics|passkeys\.js|readyz|sign-in|sign-out|style\.css|v0\.1|why|\.well-known)(\/|$)/;

/**
 * Its path may not begin as a path inside the registry does, because the registry could not tell then whether an ingress stripped it.
 * It goes into cookies, so it has no characters that separate their attributes.
 */
const hasPathOfItsOwn: Rule = ({ DRAWBRIDGE_REGISTRY_URL: url = "" }) => {
  const base = BaseUrl.safeParse(url).success ? basePathOf(url) : "";
  const problem = ownPaths.test(base)
    ? "its path begins as one of the registry's own does: choose another, such as /drawbridge"
    : /^(\/[\w.~-]+)*$/.test(base)
      ? null
      : "its path has other characters than letters, digits, and . _ ~ -";
  return problem === null ? [] : [{ variable: "DRAWBRIDGE_REGISTRY_URL", fault: problem }];
};

/** Throws as readVariables does. */
export function readRegistrySettings(environment: NodeJS.ProcessEnv): RegistrySettings & OwnProcess {
  const rules = [hasPathOfItsOwn, sealSecretInProd, secretsHaveProviders];
  const data = readVariables("The registry", RegistryVariables, withIssuer(environment), [
    certificateWithKey,
    ...rules,
  ]);
  const {
    [partSecretVariables.approverClient]: approverSecret,
    [partSecretVariables.approverClients]: approverSecrets,
  } = data;
  return {
    port: data.PORT,
    network: networkOf(data),
    url: data.DRAWBRIDGE_REGISTRY_URL,
    databaseUrl: secretIn(environment, "DATABASE_URL", data.DATABASE_URL),
    databaseOwnerUrl: data.DRAWBRIDGE_DATABASE_OWNER_URL,
    issuer: data.DRAWBRIDGE_ISSUER,
    identityProviders: data.DRAWBRIDGE_IDENTITY_PROVIDERS,
    edgeUrl: data.DRAWBRIDGE_EDGE_URL,
    ...sharedSecretsIn(environment, data),
    sealSecret:
      data.DRAWBRIDGE_SEAL_SECRET &&
      secretIn(environment, "DRAWBRIDGE_SEAL_SECRET", data.DRAWBRIDGE_SEAL_SECRET, minSecretLength),
    sealPreviousKeys: data.DRAWBRIDGE_SEAL_PREVIOUS_KEYS,
    environment: data.DRAWBRIDGE_ENVIRONMENT,
    person:
      data.DRAWBRIDGE_USER_CLAIM === undefined ? defaultPersonRule : { claim: data.DRAWBRIDGE_USER_CLAIM, named: true },
    approvalSeconds: {
      pending: data.DRAWBRIDGE_APPROVAL_PENDING_SECONDS,
      grant: data.DRAWBRIDGE_APPROVAL_GRANT_SECONDS,
    },
    deciding: {
      ownSeconds: data.DRAWBRIDGE_DECIDE_OWN_SECONDS,
      secondPersonSeconds: data.DRAWBRIDGE_DECIDE_SECOND_PERSON_SECONDS,
      pairingSeconds: data.DRAWBRIDGE_PAIRING_SECONDS,
      irreversibleInBrowser: data.DRAWBRIDGE_IRREVERSIBLE_IN_BROWSER,
      passkeys: data.DRAWBRIDGE_PASSKEYS,
    },
    approverSecret: approverSecret && secretIn(environment, partSecretVariables.approverClient, approverSecret),
    approverSecrets: approverSecrets && secretsByName(environment, approverSecrets),
    auditors: data.DRAWBRIDGE_AUDITORS,
    roles: data.DRAWBRIDGE_ROLES,
    allowDirectBridges: data.DRAWBRIDGE_ALLOW_DIRECT_BRIDGES,
    requireProof: data.DRAWBRIDGE_REQUIRE_PROOF,
    listenOnSeconds: data.DRAWBRIDGE_LISTEN_ON_SECONDS,
    drainSeconds: data.DRAWBRIDGE_DRAIN_SECONDS,
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}

/** The same as `sealSecretOf` requires, found with the other problems of an environment. */
const sealSecretInProd: Rule = (set) => {
  const { DRAWBRIDGE_SEAL_SECRET: seal, DRAWBRIDGE_ENVIRONMENT: environment } = set;
  if (environment !== "prod" || (seal !== undefined && seal !== set[partSecretVariables.root])) return [];
  const fault =
    "not set to a secret of its own, which prod needs: the edge has the root secret too, and could seal decisions with it. Set a new one at the registry alone (docs/approvals.md says how, where it ran without one before)";
  return [{ variable: "DRAWBRIDGE_SEAL_SECRET", fault }];
};

/** What a list of descriptions says of issuers, also where another member of it is wrong. */
const DescribedIssuers = z.array(z.looseObject({ issuer: z.url() })).min(1);

/** Described providers say their issuers themselves, so that the variable may be left out. */
function withIssuer(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const described = DescribedIssuers.safeParse(jsonOf(environment.DRAWBRIDGE_IDENTITY_PROVIDERS ?? ""));
  const issuer = described.data?.[0]?.issuer;
  return issuer === undefined ? environment : { ...environment, DRAWBRIDGE_ISSUER: issuer };
}
