/** Indexes stored passages again that an earlier version indexed, from what is stored. No file is needed for it. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { indexVersion, searchInputOf, searchInputs, searchVector } from "./search-columns.ts";
import { saveWords } from "./vocabulary.ts";

/** Documents that are found at once. */
const batch = 50;

const Passages = z.array(
  z.object({ title: z.string(), ordinal: z.number(), headings: z.array(z.string()), text: z.string() }),
);

/**
 * Stores each document in its own transaction, so that an interrupted run continues at the next start. Several servers
 * may run it at the same time. Returns how many documents were indexed again. Throws the signal's reason.
 */
export async function reindexDocuments(database: Database, signal: AbortSignal): Promise<number> {
  for (let count = 0; ; ) {
    const { rows } = await sql<{ document: string }>`
      select distinct document from (
        select document from knowledge.passages where index_version < ${indexVersion} order by index_version limit 5000
      ) old limit ${batch}
    `.execute(database);
    if (rows.length === 0) return count;
    for (const { document } of rows) {
      signal.throwIfAborted();
      await reindexDocument(database, document);
      count += 1;
    }
  }
}

const reindexDocument = (database: Database, document: string): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    // First, so that no other server writes passages of the document between the next two statements.
    await sql`select from knowledge.documents where id = ${document} for update`.execute(transaction);
    const { rows } = await sql`
      select d.title, p.ordinal, p.headings, p.text
      from knowledge.documents d join knowledge.passages p on p.document = d.id where d.id = ${document}
    `.execute(transaction);
    const inputs = Passages.parse(rows).map((row) => searchInputOf(row.title, row, row.ordinal));
    await sql`
      update knowledge.passages p
      set words = given.words, search = ${searchVector}, index_version = ${indexVersion}
      from ${searchInputs(inputs)} where p.document = ${document} and p.ordinal = given.ordinal
    `.execute(transaction);
    await saveWords(transaction, document);
  });
