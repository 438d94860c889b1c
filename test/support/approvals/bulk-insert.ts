/** Writes thousands of requests into the registry's database, because filing them one by one takes minutes. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { canonicalJson, digestOf } from "@drawbridge/contracts/digest";
import { currentOf } from "@drawbridge/contracts/secret";
import { openDatabase } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import pg from "pg";
import pino from "pino";
import type { ApprovalRecord } from "../../../reference-servers/registry/approvals/approval-record.ts";
import { sealOf } from "../../../reference-servers/registry/approvals/request-seal.ts";
import { appendAudit } from "../../../reference-servers/registry/audit/append.ts";

/** Rows in one statement, because Postgres takes at most 65,535 parameters. */
const chunk = 1000;

/**
 * Inserts copies of `view` from two hundred users, each a millisecond older than the one before. In the state `approved`
 * each user has just approved their own request.
 */
export async function insertApprovals(
  { databaseUrl, rootSecret, sealSecret = currentOf(rootSecret) }: RegistrySettings,
  view: ApprovalView,
  count: number,
  state: "pending" | "approved",
): Promise<string[]> {
  const seals = rowSeals(sealSecret);
  const now = new Date();
  const rows = Array.from({ length: count }, (_, index) => {
    const requestedAt = new Date(Date.parse(view.requestedAt) - 1 - index);
    const user = `user-${index % 200}`;
    const each = { ...view, id: `bulk-${index}`, user, requestedAt: requestedAt.toISOString() };
    const shown = digestOf(each);
    const decided = state === "approved";
    const record: ApprovalRecord = {
      ...{
        id: each.id,
        server: view.server,
        user,
        claim: "sub",
        tool: view.tool,
        digest: each.id,
        policyVersion: "v1",
        view: each,
      },
      ...{
        shown,
        viewDigest: shown,
        state,
        requestedAt,
        expiresAt: new Date(view.expiresAt),
        reason: null,
        scope: null,
      },
      ...{ decidedBy: decided ? user : null, decidedAt: decided ? now : null, decidedVia: decided ? "test" : null },
      ...{
        grantId: decided ? `grant-${each.id}` : null,
        call: null,
        instance: null,
        deadline: null,
        handle: null,
        run: null,
        sample: null,
        seal: null,
      },
    };
    return { ...record, view: canonicalJson(each), need: view.need, seal: sealOf(record, seals) };
  });
  const database = await openDatabase({ databaseUrl }, seals, pino({ level: "silent" }));
  for (let from = 0; from < rows.length; from += chunk) {
    const some = rows.slice(from, from + chunk);
    await database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto("approvals")
        .values(
          some.map(({ user, claim, policyVersion, ...row }) => ({
            ...{
              id: row.id,
              server: row.server,
              user_name: user,
              user_claim: claim,
              tool: row.tool,
              digest: row.digest,
              need: row.need,
            },
            ...{ policy_version: policyVersion, view: row.view, shown: row.shown, state: row.state, seal: row.seal },
            ...{ requested_at: row.requestedAt, expires_at: row.expiresAt, grant_id: row.grantId },
            ...{ decided_by: row.decidedBy, decided_at: row.decidedAt, decided_via: row.decidedVia },
          })),
        )
        .execute();
      const kinds = state === "approved" ? (["requested", "approved"] as const) : (["requested"] as const);
      const happenings = some.flatMap(({ id }) => kinds.map((kind) => ({ kind, body: { request: id } })));
      await appendAudit(transaction, happenings, now);
    });
  }
  await database.destroy();
  const client = new pg.Client(currentOf(databaseUrl));
  await client.connect();
  await client.query("analyze registry.approvals");
  await client.end();
  return rows.map(({ id }) => id);
}
