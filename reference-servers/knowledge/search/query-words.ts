/** A question as full text takes it: its words, each with what it is stored as. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { nameParts } from "../reading/name-parts.ts";
import { visible } from "../reading/visible.ts";
import type { Term } from "./by-words.ts";

const Row = z.object({ lexeme: z.string(), weight: z.number() });

/** More tell no question apart, and each costs. */
const mostWords = 24;

/** What a part of a name counts beside the name: who asks for `setTypeParser` asks less for parsers and types. */
const partWeight = 0.4;

/** Words that carry no meaning are left out; each of the others comes once. */
export async function queryWords(database: Database, query: string): Promise<readonly Term[]> {
  const text = visible(query);
  const { rows } = await sql`
    select lexeme, max(weight) as weight
    from (
      select 1::float8 as weight, lexemes from ts_debug('english', ${text})
      union all select ${partWeight}::float8, lexemes from ts_debug('english', ${nameParts(text)})
    ) said, unnest(lexemes) lexeme
    group by lexeme order by max(weight) desc, lexeme limit ${mostWords}
  `.execute(database);
  return z.array(Row).parse(rows);
}

/**
 * `lexemes` as the text of a tsquery that any of them fulfils. Each is quoted, so that none is read as an operator
 * (Postgres documentation, 8.11.2).
 */
export const anyOf = (lexemes: readonly string[]): string =>
  lexemes.map((lexeme) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" | ");
