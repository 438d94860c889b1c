/** The registry's Postgres: its tables as TypeScript sees them, a pool, and the migrations, which run first. */
import { acceptedOf, type Secret } from "@drawbridge/contracts/secret";
import { type Connection, connect, migrate, type Schema } from "@drawbridge/hosted/database";
import type { ColumnType, Kysely } from "kysely";
import type { Logger } from "pino";
import { grantWriter, powerOverAudit } from "./database-roles.ts";
import * as servers from "./migrations/0001-servers.ts";
import * as approvals from "./migrations/0002-approvals.ts";
import * as webSessions from "./migrations/0003-web-sessions.ts";
import * as usage from "./migrations/0004-usage.ts";
import * as pairings from "./migrations/0005-pairings.ts";
import * as sealed from "./migrations/0007-seals.ts";
import * as passkeys from "./migrations/0008-passkeys.ts";
import * as boundedScopes from "./migrations/0010-bounded-scopes.ts";
import * as runReports from "./migrations/0012-run-reports.ts";
import * as personClaims from "./migrations/0013-person-claims.ts";
import * as openedPairings from "./migrations/0015-opened-pairings.ts";
import * as auditedCredentials from "./migrations/0016-audited-credentials.ts";
import * as approvalSamples from "./migrations/0017-approval-samples.ts";
import * as displayNames from "./migrations/0018-display-names.ts";
import * as displayNamesInUse from "./migrations/0019-display-names-in-use.ts";
import * as signOuts from "./migrations/0020-sign-outs.ts";
import * as providerKeys from "./migrations/0021-provider-keys.ts";
import * as instances from "./migrations/0022-instances.ts";
import * as serverVersions from "./migrations/0023-server-versions.ts";
import * as accessReports from "./migrations/0026-access-reports.ts";
import type { RowSeals } from "./row-seals.ts";

/** JSON is read as a parsed value of unknown shape, and is written as text. */
type Json = ColumnType<unknown, string, string>;
type Time = ColumnType<Date, never, Date>;
/** A time that is set when the row is made. */
type Moment = ColumnType<Date, Date, Date>;
type Maybe<Of> = ColumnType<Of | null, Of | null | undefined, Of | null>;

export interface Tables {
  servers: {
    name: string;
    manifest: Json;
    url: string;
    registered_at: Time;
    changed_at: Time;
    /** The number of the version that `manifest` is of; null where the registry keeps no version of it. */
    version: Maybe<number>;
  };
  /** See instances/store.ts. */
  server_instances: {
    server: string;
    /** Empty for the one instance that an older server announces. */
    instance: string;
    url: string;
    manifest: Json;
    started_at: Time;
    /** Null for an instance that counts until it is withdrawn. */
    lease_seconds: Maybe<number>;
    lease_until: Maybe<Date>;
    draining: ColumnType<boolean, boolean, boolean>;
    /** The number of the version that it announced; null where the registry keeps no version of it. */
    version: Maybe<number>;
  };
  /** See governance/version-store.ts. */
  server_versions: {
    server: string;
    number: number;
    digest: string;
    manifest: Json;
    tools: ColumnType<unknown, string | null, never>;
    fingerprints: Json;
    state: string;
    submitted_by: Maybe<string>;
    submitted_claim: Maybe<string>;
    submitted_at: Time;
    state_by: Maybe<string>;
    state_claim: Maybe<string>;
    state_at: Maybe<Date>;
    why: Maybe<string>;
    revision: ColumnType<number, number | undefined, number>;
  };
  /** See governance/review-store.ts. */
  server_reviews: {
    server: string;
    version: number;
    kind: string;
    verdict: string;
    content: Json;
    reviewer: string;
    reviewer_claim: string;
    at: Moment;
    seal: string;
  };
  /** See governance/policy-store.ts. */
  server_policies: {
    server: string;
    number: number;
    version: number;
    state: string;
    policy: Json;
    decided_by: string;
    decided_claim: string;
    decided_at: Moment;
    why: string;
    seal: string;
  };
  /** See people/known-groups.ts. */
  known_groups: {
    user_claim: string;
    user_name: string;
    groups: Json;
    surface: string;
    seen_at: Moment;
  };
  /** See governance/access-reports.ts. */
  access_reports: {
    id: string;
    kind: string;
    server: string;
    tool: string;
    user_claim: string;
    user_name: string;
    day: string;
    at: Moment;
    note: string;
    answer: Json;
    state: string;
    decided_by: Maybe<string>;
    decided_claim: Maybe<string>;
    decided_at: Maybe<Date>;
    outcome: Maybe<string>;
  };
  server_access: {
    server: string;
    coarse: Json;
    decided_by: "manifest" | "operator";
    decided_at: Time;
    seal: Maybe<string>;
  };
  server_approvers: {
    server: string;
    groups: string[];
    decided_by: "manifest" | "operator";
    decided_at: Time;
    seal: Maybe<string>;
  };
  approvals: {
    id: string;
    server: string;
    user_name: string;
    user_claim: string;
    tool: string;
    digest: string;
    need: string;
    policy_version: string;
    view: string;
    shown: string;
    state: string;
    requested_at: Moment;
    expires_at: Moment;
    decided_by: Maybe<string>;
    decided_at: Maybe<Date>;
    decided_via: Maybe<string>;
    reason: Maybe<string>;
    scope: Maybe<string>;
    grant_id: Maybe<string>;
    call: Maybe<string>;
    /** The instance of the server that consumed it. */
    instance: Maybe<string>;
    deadline: Maybe<Date>;
    handle: Maybe<string>;
    run: Maybe<string>;
    sample: Maybe<string>;
    seal: Maybe<string>;
  };
  approval_scopes: {
    id: string;
    user_name: string;
    user_claim: string;
    server: string;
    tool: string;
    condition: string;
    max_uses: Maybe<number>;
    rows_used: Maybe<number>;
    max_rows: Maybe<number>;
    approved_by: string;
    created_at: Moment;
    expires_at: Moment;
    revoked_at: Maybe<Date>;
    uses: ColumnType<number, number | undefined, number>;
    seal: Maybe<string>;
  };
  grant_keys: {
    kid: string;
    public_key: Json;
    sealed_private_key: string;
    created_at: Moment;
    seal: Maybe<string>;
  };
  /** The tokens that the identity provider gave for a person, sealed. The person's sessions and pairings share them. */
  identity_tokens: { id: string; sealed: string };
  web_sessions: {
    id_digest: string;
    tokens: string;
    /** The id of the tokens and the time when the person proved who they are, sealed for this row alone. */
    sealed: string;
    created_at: Moment;
    seen_at: Moment;
  };
  pairings: {
    id: string;
    code_digest: string;
    thumbprint: string;
    editor: string;
    host: string;
    folder: string | null;
    address: string;
    leg: string | null;
    answer: Maybe<string>;
    wrong_codes: ColumnType<number, number | undefined, number>;
    asked_at: Moment;
    /** When a signed-in person first opened it. */
    opened_at: Maybe<Date>;
    /** The end of the waiting time until it is allowed; after that, the end of the pairing. */
    expires_at: ColumnType<Date, Date, Date>;
    user_name: Maybe<string>;
    user_claim: Maybe<string>;
    tokens: Maybe<string>;
    allowed_at: Maybe<Date>;
    renewed_at: Maybe<Date>;
    ended: Maybe<string>;
    /** The seal over what was allowed (pairing/pairing-seal.ts). */
    seal: Maybe<string>;
  };
  used_proofs: { digest: string; expires_at: Moment };
  passkeys: {
    id: string;
    user_name: string;
    user_claim: string;
    label: string;
    public_key: string;
    counter: ColumnType<string, number, number>;
    created_at: Moment;
    used_at: Maybe<Date>;
    seal: string;
  };
  /** See people/display-names.ts. */
  display_names: {
    user_claim: string;
    user_name: string;
    name: string;
    by_server: boolean;
    seal: string;
    used_at: Moment;
  };
  /** See provider-keys.ts. */
  provider_keys: { issuer: string; keys: string; read_at: ColumnType<string, number, number>; seal: string };
  /** See sign-outs/store.ts. */
  sign_outs: {
    id: ColumnType<string, never, never>;
    issuer: string;
    token_digest: string;
    subject: string | null;
    session: string | null;
    at: ColumnType<string, number, never>;
    until: ColumnType<string, number, never>;
  };
  passkey_challenges: { challenge: string; nonce: string; expires_at: Moment };
  calls: {
    server: string;
    id: string;
    at: Moment;
    tool: string;
    user_name: string;
    user_claim: string;
    agent: string | null;
    ended: string;
    ms: number;
    minutes_saved: number;
  };
  audit: {
    seq: ColumnType<string, number, never>;
    text: string;
    hash: string;
    /** Parts of the text, for look-ups; null in entries from before these columns existed. */
    kind: string | null;
    subject: string | null;
    scope: string | null;
    /** The paired editor or passkey that the text is about. The database reads it from the text. */
    credential: ColumnType<string | null, never, never>;
  };
}

export type Database = Kysely<Tables>;

const migrations = (seals: RowSeals) => ({
  "0001-servers": servers,
  "0002-approvals": approvals,
  "0003-web-sessions": webSessions,
  "0004-usage": usage,
  "0005-pairings": pairings,
  "0007-seals": { up: (database: Kysely<Tables>) => sealed.up(database, seals) },
  "0008-passkeys": passkeys,
  "0010-bounded-scopes": boundedScopes,
  "0012-run-reports": runReports,
  "0013-person-claims": personClaims,
  "0015-opened-pairings": openedPairings,
  "0016-audited-credentials": auditedCredentials,
  "0017-approval-samples": approvalSamples,
  "0018-display-names": displayNames,
  "0019-display-names-in-use": displayNamesInUse,
  "0020-sign-outs": signOuts,
  "0021-provider-keys": providerKeys,
  "0022-instances": instances,
  "0023-server-versions": serverVersions,
  "0026-access-reports": accessReports,
});

/** The schema, which the role of the URL in `variable` brings up to date. */
export const schemaOf = (seals: RowSeals, variable: string): Schema => ({
  name: "registry",
  migrations: migrations(seals),
  foundation: "0021-provider-keys",
  subject: "The registry's database",
  nextStep: () => `Check ${variable}.`,
});

/** How to connect: as the role that works with the rows, and as the owner of the tables if that is another role. */
export interface DatabaseAddress {
  readonly databaseUrl: Secret;
  readonly databaseOwnerUrl?: string | undefined;
}

/**
 * Connects and brings the tables up to date. Several registries may do so at once. Throws if it cannot connect or
 * migrate.
 */
export async function openDatabase(
  { databaseUrl, databaseOwnerUrl }: DatabaseAddress,
  seals: RowSeals,
  log: Logger,
): Promise<Database> {
  if (databaseOwnerUrl !== undefined) {
    const owner = connectionsOf(databaseOwnerUrl, log);
    try {
      await migrate(owner, schemaOf(seals, "DRAWBRIDGE_DATABASE_OWNER_URL"));
      for (const url of acceptedOf(databaseUrl)) await grantWriter(owner, decodeURIComponent(new URL(url).username));
    } finally {
      await owner.destroy();
    }
  }
  const connected = connectionsOf(databaseUrl, log);
  try {
    if (databaseOwnerUrl === undefined) await migrate(connected, schemaOf(seals, "DATABASE_URL"));
    const power = await powerOverAudit(connected);
    if (power !== null)
      log.warn(
        `The registry's database role ${power}, so that a program with DATABASE_URL can change the audit. Give it a role of its own, and set DRAWBRIDGE_DATABASE_OWNER_URL: see docs/approvals.md.`,
      );
  } catch (error) {
    await connected.destroy();
    throw error;
  }
  return connected.withSchema("registry");
}

const connectionsOf = (url: Secret, log: Logger): Kysely<Tables> => connect<Tables>(connectionOf(url, log));

export const connectionOf = (url: Secret, log: Logger): Connection => ({
  url,
  applicationName: "drawbridge-registry",
  maxConnections: 12, // ten for users, strangers and asks (request-shares.ts), two for the edge and the servers
  connectionTimeoutMs: 3_000,
  statementTimeoutMs: 5_000,
  log,
});
