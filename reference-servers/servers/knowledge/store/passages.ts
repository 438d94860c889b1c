/** Reads passages for answers, limited to those that the reader may read. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { PassageId } from "./document-id.ts";
import { mayRead } from "./read-access.ts";

const Row = z.object({
  document: z.string(),
  ordinal: z.number(),
  headings: z.array(z.string()),
  text: z.string(),
  title: z.string(),
  url: z.string(),
  source: z.string(),
  changed_at: z.date(),
  changed_by: z.string().nullable(),
});
export type StoredPassage = z.infer<typeof Row>;

const columns = sql`p.document, p.ordinal, p.headings, p.text, d.title, d.url, d.source, d.changed_at, d.changed_by`;

/** The passages of `ids` that a user in `groups` may read, in the order of `ids`. */
export async function passages(
  database: Database,
  ids: readonly PassageId[],
  groups: readonly string[],
): Promise<StoredPassage[]> {
  const { rows } = await sql`
    select ${columns}
    from unnest(${ids.map(({ document }) => document)}::text[], ${ids.map(({ ordinal }) => ordinal)}::integer[])
      with ordinality as wanted (document, ordinal, place)
    join knowledge.passages p on p.document = wanted.document and p.ordinal = wanted.ordinal
    join knowledge.documents d on d.id = p.document
    join knowledge.sources s on s.name = d.source
    where ${mayRead(groups)}
    order by wanted.place
  `.execute(database);
  return z.array(Row).parse(rows);
}

/** A document's passages, starting at `from`, at most `limit`; an empty list if a user in `groups` may not read it. */
export async function passagesFrom(
  database: Database,
  from: PassageId,
  groups: readonly string[],
  limit: number,
): Promise<StoredPassage[]> {
  const { rows } = await sql`
    select ${columns}
    from knowledge.passages p
    join knowledge.documents d on d.id = p.document
    join knowledge.sources s on s.name = d.source
    where p.document = ${from.document} and p.ordinal >= ${from.ordinal} and ${mayRead(groups)}
    order by p.ordinal limit ${limit}
  `.execute(database);
  return z.array(Row).parse(rows);
}
