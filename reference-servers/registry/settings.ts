/** The settings that the registry gets at its start. */
import { Environment } from "@drawbridge/contracts/identity";
import {
  IdentityProvider,
  type ProviderDescription,
  providerAt,
} from "@drawbridge/contracts/identity-provider/provider";
import { nameOf } from "@drawbridge/contracts/identity-provider/provider-names";
import { IdentityProvidersText } from "@drawbridge/contracts/identity-provider/providers";
import { approverClientSecret, partSecretVariables } from "@drawbridge/contracts/part-secret";
import { defaultPersonRule, PersonRule } from "@drawbridge/contracts/person";
import { BaseUrl, LogLevel, Port, readVariables, refuseEmpty } from "@drawbridge/hosted/environment";
import { z } from "zod";

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

/** The group whose members read the audit. */
export const defaultAuditors = "infra";

/** The variables that say where the registry's rows are, and what their seals are checked with. */
export const StoreVariables = z.object({
  DATABASE_URL: z.string().min(1),
  DRAWBRIDGE_DATABASE_OWNER_URL: refuseEmpty(z.string().min(1).optional()),
  DRAWBRIDGE_SEAL_SECRET: refuseEmpty(z.string().min(32).optional()),
  DRAWBRIDGE_SEAL_PREVIOUS_KEYS: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((key) => key !== ""))
    .pipe(z.array(z.base64url().length(43))),
});

/** JSON: name of a provider → secret. A message never holds a value. */
const SecretsByName = z.string().transform((text, context) => {
  const read = z.record(z.string(), z.string().min(1)).safeParse(jsonOf(text));
  if (read.success) return read.data;
  context.issues.push({ code: "custom", message: "it is no JSON object of names and secrets", input: text });
  return z.NEVER;
});

const Variables = StoreVariables.extend({
  PORT: Port,
  DRAWBRIDGE_REGISTRY_URL: BaseUrl,
  DRAWBRIDGE_ISSUER: z.url(),
  DRAWBRIDGE_IDENTITY_PROVIDERS: refuseEmpty(IdentityProvidersText.optional()),
  DRAWBRIDGE_EDGE_URL: BaseUrl,
  [partSecretVariables.root]: z.string().min(32),
  DRAWBRIDGE_ENVIRONMENT: Environment,
  DRAWBRIDGE_USER_CLAIM: refuseEmpty(PersonRule.shape.claim.optional()),
  DRAWBRIDGE_APPROVAL_PENDING_SECONDS: refuseEmpty(
    z.coerce.number().int().min(1).max(604_800).default(defaultApprovalSeconds.pending),
  ),
  DRAWBRIDGE_APPROVAL_GRANT_SECONDS: refuseEmpty(
    z.coerce.number().int().min(1).max(86_400).default(defaultApprovalSeconds.grant),
  ),
  DRAWBRIDGE_DECIDE_OWN_SECONDS: refuseEmpty(
    z.coerce.number().int().min(60).max(86_400).default(defaultDeciding.ownSeconds),
  ),
  DRAWBRIDGE_DECIDE_SECOND_PERSON_SECONDS: refuseEmpty(
    z.coerce.number().int().min(60).max(86_400).default(defaultDeciding.secondPersonSeconds),
  ),
  DRAWBRIDGE_PAIRING_SECONDS: refuseEmpty(
    z.coerce.number().int().min(60).max(86_400).default(defaultDeciding.pairingSeconds),
  ),
  DRAWBRIDGE_PASSKEYS: refuseEmpty(z.stringbool().default(defaultDeciding.passkeys)),
  DRAWBRIDGE_IRREVERSIBLE_IN_BROWSER: refuseEmpty(z.stringbool().default(defaultDeciding.irreversibleInBrowser)),
  [partSecretVariables.approverClient]: refuseEmpty(z.string().min(1).optional()),
  [partSecretVariables.approverClients]: refuseEmpty(SecretsByName.optional()),
  DRAWBRIDGE_AUDITORS: refuseEmpty(z.string().min(1).default(defaultAuditors)),
  DRAWBRIDGE_ALLOW_DIRECT_BRIDGES: refuseEmpty(z.stringbool().optional()),
  DRAWBRIDGE_REQUIRE_PROOF: refuseEmpty(z.stringbool().optional()),
  DRAWBRIDGE_INTROSPECTION_SECRET: refuseEmpty(z.string().min(1).optional()),
  DRAWBRIDGE_GROUPS_SECRET: refuseEmpty(z.string().min(1).optional()),
  DRAWBRIDGE_LOG_LEVEL: LogLevel.optional(),
});

export interface Deciding {
  readonly ownSeconds: number;
  readonly secondPersonSeconds: number;
  readonly pairingSeconds: number;
  readonly irreversibleInBrowser: boolean;
  /** False by default. */
  readonly passkeys?: boolean;
}

export interface RegistrySettings {
  /** 0 to let the system choose a free port. */
  readonly port: number;
  /** The one address that people configure, without a trailing slash. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Connects as the owner of the tables, only for migrations. By default, `databaseUrl` does that too. */
  readonly databaseOwnerUrl?: string | undefined;
  /** The identity provider, where `identityProviders` describes none. */
  readonly issuer: string;
  /** See identity-provider/provider.ts. Left out, there is one provider as the included one, at `issuer`. */
  readonly identityProviders?: readonly ProviderDescription[] | undefined;
  readonly edgeUrl: string;
  /** See part-secret.ts. */
  readonly rootSecret: string;
  /** The secret for the seals of rows; see row-seals.ts. By default the root secret, which `prod` refuses. */
  readonly sealSecret?: string | undefined;
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
  readonly approverSecret?: string | undefined;
  /** The same for several providers, by the provider's name. It comes before `approverSecret`. */
  readonly approverSecrets?: Readonly<Record<string, string>> | undefined;
  /** The group whose members read the audit; `infra` by default. */
  readonly auditors?: string;
  /** Whether engineers' bridges may reach endpoints outside the registry. By default, only in `dev`. */
  readonly allowDirectBridges?: boolean | undefined;
  /**
   * Whether tokens that are not bound to a key of their holder (RFC 9449) are refused. By default, they are accepted.
   */
  readonly requireProof?: boolean | undefined;
  /** For a provider whose description has `introspection`. */
  readonly introspectionSecret?: string | undefined;
  /** For a provider whose description has a `groupLookup` of the kind `directory`. */
  readonly groupsSecret?: string | undefined;
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

/** The secret of the approver's client at this provider. */
export const approverSecretOf = (
  { approverSecrets, approverSecret, rootSecret }: RegistrySettings,
  provider: IdentityProvider,
): string => approverSecrets?.[nameOf(provider)] ?? approverSecret ?? approverClientSecret(rootSecret);

/**
 * The secret for the seals. Throws in `prod` if the registry has no seal secret of its own, because other parts have
 * the root secret.
 */
export function sealSecretOf({ sealSecret, rootSecret, environment }: RegistrySettings): string {
  if (environment === "prod" && (sealSecret === undefined || sealSecret === rootSecret))
    throw new Error(
      "The registry cannot start in prod without a DRAWBRIDGE_SEAL_SECRET of its own: the edge has the root secret too, and could seal decisions with it. Set DRAWBRIDGE_SEAL_SECRET at the registry alone to a new secret (`openssl rand -base64 48`). Where this registry ran without one before, see docs/approvals.md.",
    );
  return sealSecret ?? rootSecret;
}

/** Throws as readVariables does. */
export function readRegistrySettings(environment: NodeJS.ProcessEnv): RegistrySettings {
  const data = readVariables("The registry", Variables, withIssuer(environment));
  requireNames(data[partSecretVariables.approverClients] ?? {}, data.DRAWBRIDGE_IDENTITY_PROVIDERS ?? []);
  return {
    port: data.PORT,
    url: data.DRAWBRIDGE_REGISTRY_URL,
    databaseUrl: data.DATABASE_URL,
    databaseOwnerUrl: data.DRAWBRIDGE_DATABASE_OWNER_URL,
    issuer: data.DRAWBRIDGE_ISSUER,
    identityProviders: data.DRAWBRIDGE_IDENTITY_PROVIDERS,
    edgeUrl: data.DRAWBRIDGE_EDGE_URL,
    rootSecret: data[partSecretVariables.root],
    sealSecret: data.DRAWBRIDGE_SEAL_SECRET,
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
    approverSecret: data[partSecretVariables.approverClient],
    approverSecrets: data[partSecretVariables.approverClients],
    auditors: data.DRAWBRIDGE_AUDITORS,
    allowDirectBridges: data.DRAWBRIDGE_ALLOW_DIRECT_BRIDGES,
    requireProof: data.DRAWBRIDGE_REQUIRE_PROOF,
    introspectionSecret: data.DRAWBRIDGE_INTROSPECTION_SECRET,
    groupsSecret: data.DRAWBRIDGE_GROUPS_SECRET,
    logLevel: data.DRAWBRIDGE_LOG_LEVEL,
  };
}

/** A secret under a name that no provider has would be missed only when a person signs in. */
function requireNames(secrets: Readonly<Record<string, string>>, providers: readonly ProviderDescription[]): void {
  const names = providers.map(nameOf);
  if (Object.keys(secrets).every((name) => names.includes(name))) return;
  throw new Error(
    `The registry cannot start: ${partSecretVariables.approverClients} has a name that no provider in DRAWBRIDGE_IDENTITY_PROVIDERS has. Their names are: ${names.join(", ")}. Correct the variable and start again.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Described providers say their issuers themselves, so that the variable may be left out. */
function withIssuer(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const described = IdentityProvidersText.safeParse(environment.DRAWBRIDGE_IDENTITY_PROVIDERS);
  const issuer = described.data?.[0]?.issuer;
  return issuer === undefined ? environment : { ...environment, DRAWBRIDGE_ISSUER: issuer };
}
