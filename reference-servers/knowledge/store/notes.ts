/** Documents that people write: each version is kept, with who wrote it and when. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { nameOf } from "../address.ts";
import type { Database, Within } from "../database.ts";
import { readDocument } from "../reading/read-document.ts";
import { documentId } from "./document-id.ts";
import { type Author, keepWithin } from "./documents.ts";
import { mayRead } from "./readers.ts";

export interface Note {
  readonly source: string;
  readonly title: string;
  readonly text: string;
  /** Where people find it; a name where null. */
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
/** A document as its next version finds it. */
export type Kept = z.infer<typeof Row>;

/** The document `id`; null where there is none that somebody in `groups` may read. */
export async function keptDocument(within: Within, id: string, groups: readonly string[]): Promise<Kept | null> {
  const { rows } = await sql`
    select d.id, d.source, s.kind, d.path, d.title, d.url, d.digest, s.kind = 'notes' as writable
    from knowledge.documents d join knowledge.sources s on s.name = d.source
    where d.id = ${id} and ${mayRead(groups)}
  `.execute(within);
  return Row.nullable().parse(rows[0] ?? null);
}

/**
 * What a title is kept under within its source: letters and digits, so that no title leads anywhere. Empty where the
 * title has neither.
 */
export const pathOf = (title: string): string =>
  title
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/** The document that a new one of this title would be. */
export const idOf = ({ source, title }: Pick<Note, "source" | "title">): string => documentId(source, pathOf(title));

/**
 * Keeps a version: a new document where `before` is null, else the one after `before`. False where in the meantime
 * somebody else wrote there: nothing is kept then.
 */
export const writeNote = (
  database: Database,
  note: Note,
  by: Author & { readonly at: Date },
  before: Pick<Kept, "id" | "path" | "digest"> | null,
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
    const url = note.url ?? nameOf(source, path);
    await keepWithin(transaction, {
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
