/** Updates the authors of documents when the claim that identifies people changes (contracts/people-mapping.ts). */
import type { PeopleMapping } from "@drawbridge/contracts/people-mapping";
import { sql } from "kysely";
import type { Database } from "../database.ts";

/**
 * Replaces the authors' ids of documents and their versions. Names inside texts are not changed. Returns the number of
 * changed rows; a second run changes none.
 */
export function mapAuthors(database: Database, { from, to, people }: PeopleMapping): Promise<number> {
  const oldIds = people.map(([each]) => each);
  const newIds = people.map(([, each]) => each);
  const pairs = sql`unnest(${oldIds}::text[], ${newIds}::text[]) as m (before, after)`;
  return database.transaction().execute(async (transaction) => {
    await sql`set local statement_timeout = 0`.execute(transaction);
    await sql`
      update knowledge.root_causes r
      set record = r.record || jsonb_build_object('recordedBy', m.after, 'recordedByClaim', ${to}::text)
      from ${pairs}
      where coalesce(r.record->>'recordedByClaim', 'sub') = ${from} and r.record->>'recordedBy' = m.before
    `.execute(transaction);
    const documents = await sql`
      update knowledge.documents d set changed_by = m.after, changed_by_claim = ${to} from ${pairs}
      where d.changed_by_claim = ${from} and d.changed_by = m.before
    `.execute(transaction);
    const revisions = await sql`
      update knowledge.revisions v set written_by = m.after, written_by_claim = ${to} from ${pairs}
      where v.written_by_claim = ${from} and v.written_by = m.before
    `.execute(transaction);
    return Number((documents.numAffectedRows ?? 0n) + (revisions.numAffectedRows ?? 0n));
  });
}
