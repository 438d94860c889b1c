/** What the tables hold, for a reader that compares them with the audit. */
import type { AuditedRows } from "@drawbridge/contracts/audit";
import { sealedAs } from "../approvals/request-seal.ts";
import { listAllScopes } from "../approvals/scopes.ts";
import { listAllApprovals } from "../approvals/store.ts";
import type { SealedDatabase } from "../approvals/transition.ts";

/** Requests on one page. */
const pageSize = 200;

/** The rows after id `after` ("" for all). All of them are read as of one entry of the audit. */
export function auditedRows({ database, seals }: SealedDatabase, after: string): Promise<AuditedRows> {
  return database
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (transaction) => {
      const head = await transaction
        .selectFrom("audit")
        .select("seq")
        .orderBy("seq", "desc")
        .limit(1)
        .executeTakeFirst();
      const records = await listAllApprovals(transaction, after, pageSize + 1);
      const requests = records.slice(0, pageSize).map((record) => ({
        ...{ id: record.id, server: record.server, tool: record.tool, user: record.user, digest: record.digest },
        ...{ shown: record.shown, policyVersion: record.policyVersion, state: record.state, call: record.call },
        ...{ decidedBy: record.decidedBy, grant: record.grantId, scope: record.scope, seal: sealedAs(record, seals) },
      }));
      const scopes = after === "" ? await listAllScopes({ database: transaction, seals }) : [];
      return { upTo: Number(head?.seq ?? 0), requests, scopes, more: records.length > pageSize };
    });
}
