/**
 * Whether a request's row is what the registry wrote last. Its seal proves that the registry wrote it. The audit, which
 * cannot be changed, proves that nothing came after.
 */
import { isOpen } from "@drawbridge/contracts/approvals/states";
import type { Database } from "../database.ts";
import { asSealed, type RowSeals, type SealedFields, type Trust } from "../row-seals.ts";
import type { ApprovalRecord } from "./approval-record.ts";

/** The seal of `record`. It covers the view by the digest of what was shown. */
export const sealOf = (record: ApprovalRecord, seals: RowSeals): string => seals.seal("approval", sealedFields(record));

/** Trust by the seal alone. It is enough to show a row, but never enough to permit anything. */
export function sealedAs(record: ApprovalRecord, seals: RowSeals): Trust {
  if (record.viewDigest !== record.shown) return "broken";
  return seals.check("approval", sealedFields(record), record.seal);
}

/**
 * Trust by the seal and by the newest audit entry about the request. Only a pending or approved request could permit
 * anything.
 */
export async function trustOf(database: Database, record: ApprovalRecord, seals: RowSeals): Promise<Trust> {
  const sealed = sealedAs(record, seals);
  if (sealed !== "whole" || !opens(record)) return sealed;
  const happened = await database
    .selectFrom("audit")
    .select("kind")
    .where("subject", "=", record.id)
    .orderBy("seq")
    .execute();
  // Exactly these entries: an entry that another program adds does not cancel any of the others.
  const expected = record.state === "pending" ? ["requested"] : ["requested", "approved"];
  return happened.map(({ kind }) => kind).join() === expected.join() ? "whole" : "broken";
}

export const opens = ({ state }: Pick<ApprovalRecord, "state">): boolean => isOpen(state);

function sealedFields({ view: _, viewDigest: __, seal: ___, ...fields }: ApprovalRecord): SealedFields {
  return asSealed(fields);
}
