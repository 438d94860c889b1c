/** Stores documents with their passages, each completely or not at all. */
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { sql } from "kysely";
import type { Database, DatabaseOrTransaction } from "../database.ts";
import type { Passage } from "../reading/passages.ts";
import { documentId } from "./document-id.ts";
import { indexVersion, searchInputOf, searchInputs, searchVector } from "./search-columns.ts";
import { saveWords } from "./vocabulary.ts";

/** A person's id, and the claim of the token from which it comes. */
export interface Author {
  readonly user: string;
  readonly claim: string;
}

export interface Document {
  readonly source: string;
  /** The path within the source; source and path identify the document. */
  readonly path: string;
  readonly title: string;
  readonly url: string;
  /** The groups that may read it; null for the groups of the source. */
  readonly groups: readonly string[] | null;
  readonly digest: string;
  readonly signature: string | null;
  readonly changedAt: Date;
  readonly changedBy: Author | null;
  readonly passages: readonly Passage[];
}

/** Stores a document, replacing the one with the same source and path. Returns its id. */
export const saveDocument = (database: Database, document: Document): Promise<string> =>
  database.transaction().execute((transaction) => saveDocumentWithin(transaction, document));

/** The same within a transaction of the caller. */
export async function saveDocumentWithin(within: DatabaseOrTransaction, document: Document): Promise<string> {
  const id = documentId(document.source, document.path);
  const columns = {
    title: document.title,
    url: document.url,
    groups: document.groups === null ? null : [...document.groups],
    digest: document.digest,
    signature: document.signature,
    passages: document.passages.length,
    changed_at: document.changedAt,
    changed_by: document.changedBy?.user ?? null,
    changed_by_claim: document.changedBy?.claim ?? defaultPersonRule.claim,
  };
  await within
    .insertInto("documents")
    .values({ id, source: document.source, path: document.path, ...columns })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(columns))
    .execute();
  await within.deleteFrom("passages").where("document", "=", id).execute();
  await sql`
    insert into knowledge.passages (document, ordinal, headings, text, words, search, index_version)
    select ${id}, given.ordinal, array(select jsonb_array_elements_text(stored.headings)), stored.text, given.words,
      ${searchVector}, ${indexVersion}
    from ${searchInputs(document.passages.map((passage, ordinal) => searchInputOf(document.title, passage, ordinal)))}
    join jsonb_to_recordset(${JSON.stringify(document.passages.map((passage, ordinal) => ({ ordinal, ...passage })))}::jsonb)
      as stored (ordinal integer, headings jsonb, text text) using (ordinal)
  `.execute(within);
  await saveWords(within, id);
  return id;
}

/** Deletes documents with their passages. */
export async function deleteDocuments(database: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from knowledge.documents where id = any(${ids}::text[])`.execute(database);
}
