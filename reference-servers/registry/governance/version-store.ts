/**
 * Versions of servers as SQL; what is read is parsed. A row here permits nothing, so it has no seal: the reviewer of a
 * version confirms the digest of what they saw, and the approval becomes a sealed policy (policy-store.ts).
 */

import { VersionState } from "@drawbridge/contracts/governance/version-states";
import { ServerManifest } from "@drawbridge/contracts/registry";
import { DescribedTool } from "@drawbridge/contracts/tool-versions";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { FrozenVersion } from "./frozen-version.ts";

/** Who did something: a person by the claim that identifies people here. */
const Actor = z.object({ user: z.string(), claim: z.string() });
export type Actor = z.infer<typeof Actor>;

export const ServerVersion = z.object({
  server: z.string(),
  number: z.number().int().positive(),
  digest: z.string(),
  manifest: ServerManifest,
  tools: z.array(DescribedTool).nullable(),
  fingerprints: z.record(z.string(), z.string()),
  state: VersionState,
  /** Null where the server announced it by itself. */
  submittedBy: z.string().nullable(),
  submittedClaim: z.string().nullable(),
  submittedAt: z.date(),
  stateBy: z.string().nullable(),
  stateClaim: z.string().nullable(),
  stateAt: z.date().nullable(),
  why: z.string().nullable(),
  revision: z.number().int().nonnegative(),
});
export type ServerVersion = z.infer<typeof ServerVersion>;

/**
 * How many versions of one server may wait for reviews. A server that announces something else each time cannot fill the
 * database.
 */
export const maxVersionsInReview = 20;

/**
 * The number of the version that `frozen` is, stored if it is new. Null where too many versions of the server wait for
 * reviews already. The caller has locked the server's row.
 */
export async function keepVersion(
  transaction: Database,
  { manifest, tools, fingerprints, digest }: FrozenVersion,
  submitter: Actor | null,
): Promise<number | null> {
  const { name: server } = manifest;
  const before = await transaction
    .selectFrom("server_versions")
    .select("number")
    .where("server", "=", server)
    .where("digest", "=", digest)
    .executeTakeFirst();
  if (before !== undefined) return before.number;
  const { waiting, last } = await transaction
    .selectFrom("server_versions")
    .select(({ fn }) => [
      fn.countAll<string>().filterWhere("state", "in", ["draft", "in-review"]).as("waiting"),
      fn.max("number").as("last"),
    ])
    .where("server", "=", server)
    .executeTakeFirstOrThrow();
  if (Number(waiting) >= maxVersionsInReview) return null;
  const number = (last ?? 0) + 1;
  await transaction
    .insertInto("server_versions")
    .values({
      ...{ server, number, digest, state: "in-review" },
      manifest: JSON.stringify(manifest),
      tools: tools === null ? null : JSON.stringify(tools),
      fingerprints: JSON.stringify(fingerprints),
      submitted_by: submitter?.user ?? null,
      submitted_claim: submitter?.claim ?? null,
    })
    .execute();
  return number;
}

/** One version; null if there is none. With `lock`, no other transaction changes it until the transaction ends. */
export async function findVersion(
  database: Database,
  server: string,
  number: number,
  lock = false,
): Promise<ServerVersion | null> {
  const row = await selectVersions(database)
    .where("server", "=", server)
    .where("number", "=", number)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return ServerVersion.nullable().parse(row ?? null);
}

/** The fingerprints of a version's tools; null if there is no such version. */
export async function fingerprintsOf(
  database: Database,
  server: string,
  number: number,
): Promise<ServerVersion["fingerprints"] | null> {
  const row = await database
    .selectFrom("server_versions")
    .select("fingerprints")
    .where("server", "=", server)
    .where("number", "=", number)
    .executeTakeFirst();
  return ServerVersion.shape.fingerprints.nullable().parse(row?.fingerprints ?? null);
}

/** The versions of a server, the newest first. */
export const versionsOf = async (database: Database, server: string): Promise<ServerVersion[]> =>
  ServerVersion.array().parse(
    await selectVersions(database).where("server", "=", server).orderBy("number", "desc").execute(),
  );

/** Every version that waits for reviews, the oldest first. */
export const versionsInReview = async (database: Database): Promise<ServerVersion[]> =>
  ServerVersion.array().parse(
    await selectVersions(database).where("state", "=", "in-review").orderBy("submitted_at").execute(),
  );

export interface StateChange {
  readonly state: VersionState;
  readonly by: Actor;
  readonly at: Date;
  readonly why: string;
}

/**
 * Writes a version's new state. False where another person has changed the version since it was read: `version` has the
 * revision of the reading.
 */
export async function changeState(
  database: Database,
  { server, number, revision }: Pick<ServerVersion, "server" | "number" | "revision">,
  { state, by, at, why }: StateChange,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable("server_versions")
    .set({ state, why, revision: revision + 1, state_by: by.user, state_claim: by.claim, state_at: at })
    .where("server", "=", server)
    .where("number", "=", number)
    .where("revision", "=", revision)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

const selectVersions = (database: Database) =>
  database
    .selectFrom("server_versions")
    .select([
      ...(["server", "number", "digest", "manifest", "tools", "fingerprints", "state", "why", "revision"] as const),
      "submitted_by as submittedBy",
      "submitted_claim as submittedClaim",
      "submitted_at as submittedAt",
      "state_by as stateBy",
      "state_claim as stateClaim",
      "state_at as stateAt",
    ]);
