/** Stores documents that people write. Each version is kept, with its author and time. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { urnOf } from "../address.ts";
import type { Database, DatabaseOrTransaction } from "../database.ts";
import { readDocument } from "../reading/read-document.ts";
import { documentId } from "./document-id.ts";
import { type Author, saveDocumentWithin } from "./documents.ts";
import { mayRead } from "./read-access.ts";

export interface Note {
  readonly source: string;
  readonly title: string;
  readonly text: string;
  /** Its web address; if null, it gets a URN. */
  readonly url: string | null;
}

const Row = z.object({
  id: z.string(),
  source: z.string(),
  kind: z.string(),
  path: z.string(),
  title: z.string(),
  url: z.string(),
  digest: z.string(),
  writable: z.boolean(),
});
/** A stored document, as far as writing its next version needs it. */
export type StoredDocument = z.infer<typeof Row>;

/** The document `id`; null if there is none that a user in `groups` may read. */
export async function findDocument(
  within: DatabaseOrTransaction,
  id: string,
  groups: readonly string[],
): Promise<StoredDocument | null> {
  const { rows } = await sql`
    select d.id, d.source, s.kind, d.path, d.title, d.url, d.digest, s.kind = 'notes' as writable
    from knowledge.documents d join knowledge.sources s on s.name = d.source
    where d.id = ${id} and ${mayRead(groups)}
  `.execute(within);
  return Row.nullable().parse(rows[0] ?? null);
}

/**
 * The path of a title within its source. It has only letters, digits and "-", so that no title can point elsewhere. It
 * is empty if the title has no letter or digit.
 */
export const pathOf = (title: string): string =>
  title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/** The id that a new document with this title would have. */
export const idOf = ({ source, title }: Pick<Note, "source" | "title">): string => documentId(source, pathOf(title));

/**
 * Stores a version: a new document if `before` is null, otherwise the version after `before`. Returns false, and stores
 * nothing, if another user wrote there in the meantime.
 */
export const writeNote = (
  database: Database,
  note: Note,
  by: Author & { readonly at: Date },
  before: Pick<StoredDocument, "id" | "path" | "digest"> | null,
): Promise<boolean> =>
  database.transaction().execute(async (transaction) => {
    const path = before?.path ?? pathOf(note.title);
    const id = documentId(note.source, path);
    await sql`select pg_advisory_xact_lock(hashtextextended(${`drawbridge-knowledge note ${id}`}, 0))`.execute(
      transaction,
    );
    const now = await transaction.selectFrom("documents").select("digest").where("id", "=", id).executeTakeFirst();
    if (now?.digest !== before?.digest) return false;
    const { source, title, text } = note;
    const url = note.url ?? urnOf(source, path);
    await saveDocumentWithin(transaction, {
      ...{ source, path, title, url, groups: null, digest: digestOf(note), signature: null },
      ...{ changedAt: by.at, changedBy: by, passages: readDocument("note.md", text).passages },
    });
    await transaction
      .insertInto("revisions")
      .values({ document: id, written_at: by.at, written_by: by.user, written_by_claim: by.claim, title, url, text })
      .execute();
    return true;
  });

const digestOf = ({ title, text, url }: Note): string =>
  createHash("sha256")
    .update(JSON.stringify([title, text, url]))
    .digest("base64url");
