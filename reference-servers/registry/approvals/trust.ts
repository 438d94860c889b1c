/**
 * Whether a request's row is what the registry wrote last. Its seal says that the registry wrote it, and the audit, which
 * takes no change, says that nothing came after.
 */
import { isOpen } from "@drawbridge/contracts/approvals/states";
import type { Database } from "../database.ts";
import { asSealed, type RowSeals, type SealedFields, type Trust } from "../row-seals.ts";
import type { ApprovalRecord } from "./record.ts";

/** What `record` is sealed as. The view stands in it as the digest that was shown. */
export const sealOf = (record: ApprovalRecord, seals: RowSeals): string => seals.seal("approval", sealedFields(record));

/** By the seal alone: enough to show a row, never to open anything by it. */
export function sealedAs(record: ApprovalRecord, seals: RowSeals): Trust {
  if (record.viewDigest !== record.shown) return "broken";
  return seals.check("approval", sealedFields(record), record.seal);
}

/** By the seal, and by the audit's last word on the request. Only what waits or is approved could open anything. */
export async function trustOf(database: Database, record: ApprovalRecord, seals: RowSeals): Promise<Trust> {
  const sealed = sealedAs(record, seals);
  if (sealed !== "whole" || !opens(record)) return sealed;
  const happened = await database
    .selectFrom("audit")
    .select("kind")
    .where("subject", "=", record.id)
    .orderBy("seq")
    .execute();
  // Exactly these: an entry that somebody adds takes none of the others back.
  const expected = record.state === "pending" ? ["requested"] : ["requested", "approved"];
  return happened.map(({ kind }) => kind).join() === expected.join() ? "whole" : "broken";
}

export const opens = ({ state }: Pick<ApprovalRecord, "state">): boolean => isOpen(state);

function sealedFields({ view: _, viewDigest: __, seal: ___, ...fields }: ApprovalRecord): SealedFields {
  return asSealed(fields);
}
