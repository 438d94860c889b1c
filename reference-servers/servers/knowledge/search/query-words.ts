/** Turns a question into the lexemes under which Postgres' full text search stores its words. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { nameParts } from "../reading/name-parts.ts";
import { visible } from "../reading/visible-text.ts";
import type { Term } from "./bm25.ts";

const Row = z.object({ lexeme: z.string(), weight: z.number() });

/** Maximum words of a question: more do not improve the result, and each costs time. */
const maxWords = 24;

/**
 * Weight of a part of a name, compared with the whole name: a question about `setTypeParser` is less about parsers and
 * types.
 */
const partWeight = 0.4;

/** Leaves out words without meaning (stop words); returns each other word once. */
export async function queryWords(database: Database, query: string): Promise<readonly Term[]> {
  const text = visible(query);
  const { rows } = await sql`
    select lexeme, max(weight) as weight
    from (
      select 1::float8 as weight, lexemes from ts_debug('english', ${text})
      union all select ${partWeight}::float8, lexemes from ts_debug('english', ${nameParts(text)})
    ) said, unnest(lexemes) lexeme
    group by lexeme order by max(weight) desc, lexeme limit ${maxWords}
  `.execute(database);
  return z.array(Row).parse(rows);
}

/**
 * The text of a tsquery that matches any of the lexemes. Each lexeme is quoted, so that none is read as an operator
 * (Postgres documentation, 8.11.2).
 */
export const anyOf = (lexemes: readonly string[]): string =>
  lexemes.map((lexeme) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" | ");
