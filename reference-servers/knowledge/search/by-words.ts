/**
 * Passages by the words they share with a question, the rare ones first: BM25 (Robertson and Zaragoza 2009) over
 * Postgres' full text, whose own ranks do not know which words are rare. A word in a title or heading counts more.
 * How rare a word is, is counted over what the reader may read: nothing else moves a rank.
 */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { PassageId } from "../store/document-id.ts";
import { mayRead } from "../store/readers.ts";
import { anyOf } from "./query-words.ts";

/** How fast repeating a word stops to count, and how much long passages are held back: the usual values. */
const k1 = 1.2;
const b = 0.75;

const Row = z.object({ document: z.string(), ordinal: z.number(), known: z.array(z.string()) });

export interface ByWords {
  /** Best first. */
  readonly ranked: readonly PassageId[];
  /** Those of the lexemes that some readable passage has. */
  readonly known: ReadonlySet<string>;
}

/** A lexeme that is asked for, and how much it counts: 1 where it is what was asked. */
export interface Term {
  readonly lexeme: string;
  readonly weight: number;
}

export async function byWords(
  database: Database,
  terms: readonly Term[],
  groups: readonly string[],
  limit: number,
): Promise<ByWords> {
  const lexemes = terms.map(({ lexeme }) => lexeme);
  const { rows } = await sql`
    with matched as materialized (
      select p.document, p.ordinal, p.words, t.lexeme,
        (select sum(case weight when 'A' then 3.0 when 'B' then 2.0 else 1.0 end) from unnest(t.weights) weight) as hits
      from knowledge.passages p
      join knowledge.documents d on d.id = p.document
      join knowledge.sources s on s.name = d.source
      cross join lateral unnest(p.search) t
      where p.search @@ ${anyOf(lexemes)}::tsquery and ${mayRead(groups)} and t.lexeme = any(${lexemes}::text[])
    ),
    whole as (
      select coalesce(sum(d.passages), 0) as passages
      from knowledge.documents d join knowledge.sources s on s.name = d.source where ${mayRead(groups)}
    ),
    rarity as (
      select lexeme, asked.weight * ln(1 + (whole.passages - count(*) + 0.5) / (count(*) + 0.5)) as weight
      from whole, matched
      join unnest(${lexemes}::text[], ${terms.map(({ weight }) => weight)}::float8[]) asked (lexeme, weight) using (lexeme)
      group by lexeme, asked.weight, whole.passages
    )
    select document, ordinal, (select array_agg(lexeme) from rarity) as known
    from matched join rarity using (lexeme), (select avg(words) as usual from matched) length
    group by document, ordinal
    order by sum(
      weight * hits * ${k1 + 1}::float8 / (hits + ${k1}::float8 * (${1 - b}::float8 + ${b}::float8 * words / usual))
    ) desc, document, ordinal
    limit ${limit}
  `.execute(database);
  const ranked = z.array(Row).parse(rows);
  return { ranked, known: new Set(ranked[0]?.known) };
}
