/**
 * The policies of servers that reviews and operators made, as SQL. The newest one of a server is in force; the older ones can
 * be shown, compared and restored. Each row is sealed, and the newest audit entry about the server's policy must name it, so
 * that a row which another program wrote, changed, took away or brought back closes the server.
 */
import { AuditEvent } from "@drawbridge/contracts/audit";
import { z } from "zod";
import type { SealedDatabase } from "../approvals/transition.ts";
import { appendAudit, policySubject } from "../audit/append.ts";
import type { Database } from "../database.ts";
import { asSealed, type RowSeals } from "../row-seals.ts";
import { ApprovedPolicy, PolicyState, type Standing } from "./standing.ts";
import type { Actor } from "./version-store.ts";

export const StoredPolicy = z.object({
  server: z.string(),
  number: z.number().int().positive(),
  version: z.number().int().positive(),
  state: PolicyState,
  policy: ApprovedPolicy,
  by: z.string(),
  claim: z.string(),
  at: z.date(),
  why: z.string(),
  seal: z.string(),
});
export type StoredPolicy = z.infer<typeof StoredPolicy>;

export interface NewPolicy extends Pick<StoredPolicy, "server" | "version" | "state" | "policy" | "why"> {
  readonly by: Actor;
  readonly at: Date;
  /** The number of the newest policy that the person saw; 0 for none. */
  readonly after: number;
}

/**
 * Stores a policy as the newest one, with its audit entry, and the coarse part where older registries read it. False where
 * another policy came in between. The caller's transaction ends with it.
 */
export async function keepPolicy(
  { database: transaction, seals }: SealedDatabase,
  { server, version, state, policy, why, by, at, after }: NewPolicy,
): Promise<boolean> {
  await transaction.selectFrom("servers").select("name").where("name", "=", server).forUpdate().execute();
  const newest = await newestPolicy(transaction, server);
  if ((newest?.number ?? 0) !== after) return false;
  const number = after + 1;
  const fields = { server, number, version, state, policy, by: by.user, claim: by.claim, at, why };
  await transaction
    .insertInto("server_policies")
    .values({
      ...{ server, number, version, state, why },
      policy: JSON.stringify(policy),
      ...{ decided_by: by.user, decided_claim: by.claim, decided_at: at },
      seal: sealOf(fields, seals),
    })
    .execute();
  const coarse = state === "open" ? policy.coarse : { ...policy.coarse, groups: [] };
  await transaction
    .updateTable("server_access")
    .set({ coarse: JSON.stringify(coarse), decided_by: "operator", decided_at: at })
    .where("server", "=", server)
    .execute();
  const body = { server, policy: number, version, state, by: by.user, claim: by.claim, why };
  await appendAudit(transaction, [{ kind: "policy-changed", body }], at);
  return true;
}

/** The newest policy of a server; null before its first approval. */
export async function newestPolicy(database: Database, server: string): Promise<StoredPolicy | null> {
  return StoredPolicy.nullable().parse(
    (await selectPolicies(database)
      .where("server", "=", server)
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst()) ?? null,
  );
}

/** The newest policy of each server that has one, by server. */
export const newestPolicies = async (database: Database): Promise<StoredPolicy[]> =>
  StoredPolicy.array().parse(await selectNewest(database).execute());

const selectNewest = (database: Database) =>
  selectPolicies(database).distinctOn("server").orderBy("server").orderBy("number", "desc");

/** All policies of a server, the newest first. */
export const policyHistory = async (database: Database, server: string): Promise<StoredPolicy[]> =>
  StoredPolicy.array().parse(
    await selectPolicies(database).where("server", "=", server).orderBy("number", "desc").execute(),
  );

/** The policies in force, by server: of one server, or of all. Rejects if the database does not answer. */
export type Standings = (server?: string) => Promise<ReadonlyMap<string, Standing>>;

/**
 * Reads the policies in force. A server whose newest policy is not the one that the audit names last is closed. The check of a
 * seal is remembered until the row changes.
 */
export function standings({ database, seals }: SealedDatabase, now: () => Date): Standings {
  const checked = new Map<string, { readonly text: string; readonly whole: boolean }>();
  const isSealed = (stored: StoredPolicy): boolean => {
    const text = JSON.stringify(stored);
    const before = checked.get(stored.server);
    if (before?.text === text) return before.whole;
    const whole = seals.check("server-policy", sealedFields(stored), stored.seal) === "whole";
    checked.set(stored.server, { text, whole });
    return whole;
  };
  return async (only) => {
    const [rows, audited] = await Promise.all([
      selectNewest(database)
        .$if(only !== undefined, (query) => query.where("server", "=", only ?? ""))
        .execute(),
      newestInAudit(database, only),
    ]);
    const stored = new Map(
      StoredPolicy.array()
        .parse(rows)
        .map((each) => [each.server, each]),
    );
    const standing = (server: string): Standing => {
      const newest = stored.get(server);
      return newest === undefined
        ? { ...nothing, whole: false, overdue: true }
        : {
            ...newest,
            whole: isSealed(newest) && audited.get(server) === newest.number,
            overdue: dayOf(now()) > newest.policy.lastDay,
          };
    };
    return new Map([...new Set([...stored.keys(), ...audited.keys()])].map((server) => [server, standing(server)]));
  };
}

/** The day in UTC, as reviews name it. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** What is in force where the rows of a server's policy are gone. */
const nothing: Omit<Standing, "whole" | "overdue"> = {
  ...{ number: 0, version: 0, state: "suspended", why: "" },
  policy: {
    coarse: { groups: [], surfaces: [], environments: [] },
    tools: {},
    policies: {},
    groups: [],
    fingerprints: {},
    lastDay: "1970-01-01",
    closesAfter: true,
  },
};

/** The number of the newest policy of each server, by the audit. */
async function newestInAudit(database: Database, only: string | undefined): Promise<ReadonlyMap<string, number>> {
  const rows = await database
    .selectFrom("audit")
    .select("text")
    .distinctOn("subject")
    .where("kind", "=", "policy-changed")
    .$if(only !== undefined, (query) => query.where("subject", "=", policySubject(only ?? "")))
    .orderBy("subject")
    .orderBy("seq", "desc")
    .execute();
  return new Map(
    rows.map(({ text }) => {
      const { server, policy } = PolicyChanged.parse(AuditEvent.parse(JSON.parse(text)).body);
      return [server, policy];
    }),
  );
}

/** What an audit entry about a policy says of it. */
const PolicyChanged = z.object({ server: z.string(), policy: z.number() });

const sealOf = (fields: Omit<StoredPolicy, "seal">, seals: RowSeals): string =>
  seals.seal("server-policy", sealedFields(fields));

const sealedFields = ({ server, number, version, state, policy, by, claim, at, why }: Omit<StoredPolicy, "seal">) =>
  asSealed({ server, number, version, state, policy, by, claim, at, why });

const selectPolicies = (database: Database) =>
  database
    .selectFrom("server_policies")
    .select([
      ...(["server", "number", "version", "state", "policy", "why", "seal"] as const),
      "decided_by as by",
      "decided_claim as claim",
      "decided_at as at",
    ]);
