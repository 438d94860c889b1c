/**
 * Ranks passages by the words that they share with a question; rare words count more. It is BM25 (Robertson and
 * Zaragoza 2009) over Postgres' full text search, because Postgres' own ranks ignore how rare a word is. A word in a
 * title or heading counts more. The rarity of a word is counted only over documents that the reader may read, so no
 * other document affects a rank.
 */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import type { PassageId } from "../store/document-id.ts";
import { mayRead } from "../store/read-access.ts";
import { anyOf } from "./any-of.ts";

/** The usual values of BM25: k1 limits the effect of a repeated word, b reduces the rank of long passages. */
const k1 = 1.2;
const b = 0.75;

const Row = z.object({ document: z.string(), ordinal: z.number(), lexemes: z.array(z.string()) });

export interface WordRanking {
  /** Passages, the best first. */
  readonly ranked: readonly PassageId[];
  /** The lexemes that occur in at least one readable passage. */
  readonly foundLexemes: ReadonlySet<string>;
}

/** A lexeme to search for and its weight; the weight is 1 for a word of the question itself. */
export interface Term {
  readonly lexeme: string;
  readonly weight: number;
}

export async function rankByWords(
  database: Database,
  terms: readonly Term[],
  groups: readonly string[],
  limit: number,
): Promise<WordRanking> {
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
    select document, ordinal, (select array_agg(lexeme) from rarity) as lexemes
    from matched join rarity using (lexeme), (select avg(words) as usual from matched) length
    group by document, ordinal
    order by sum(
      weight * hits * ${k1 + 1}::float8 / (hits + ${k1}::float8 * (${1 - b}::float8 + ${b}::float8 * words / usual))
    ) desc, document, ordinal
    limit ${limit}
  `.execute(database);
  const ranked = z.array(Row).parse(rows);
  return { ranked, foundLexemes: new Set(ranked[0]?.lexemes) };
}
