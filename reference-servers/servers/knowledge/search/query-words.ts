/** Turns a question into the lexemes under which the words of documents are stored. */
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database.ts";
import { namePartsOf } from "../reading/name-parts.ts";
import { visible } from "../reading/visible-text.ts";
import type { Term } from "./bm25.ts";
import { askedCharacters, splitScripts } from "./character-runs.ts";
import { rarestTerms } from "./rarest-terms.ts";
import { namesIn, readStackTrace, type StackTrace } from "./stack-trace.ts";

const Row = z.object({ lexeme: z.string(), weight: z.number() });

/** Maximum words of a question that are searched: more do not improve the result, and each costs time. */
const maxTerms = 24;
/**
 * Maximum different words of a question whose rarity is counted: those of the highest weight, and of these the longest,
 * because long words are rarely common ones.
 */
const maxCandidates = 1_000;

/**
 * Weight of a part of a name, compared with the whole name: a question about `setTypeParser` is less about parsers and
 * types.
 */
const partWeight = 0.4;
/** Weight of two characters, because a word of these languages has two or three such pairs. */
const charactersWeight = 0.6;
/** In a stack trace, the name of the cause counts most, and the words of frames least. */
const traceWeights = { causeName: 3, causeWord: 1, name: 1, word: 0.5, frame: 0.2 };

interface Weighted {
  readonly text: string;
  readonly weight: number;
}

/**
 * Leaves out words without meaning (stop words); returns each other word once. If there are more than `maxTerms`, as in
 * a pasted stack trace, the rarest are used that documents have which a user in `groups` may read.
 */
export async function queryTerms(
  database: Database,
  query: string,
  groups: readonly string[],
): Promise<readonly Term[]> {
  const text = visible(query);
  const terms = await termsOf(database, [{ text, weight: 1 }]);
  if (terms.length <= maxTerms) return terms;
  const trace = readStackTrace(text);
  return rarestTerms(database, trace === null ? terms : await termsOf(database, partsOf(trace)), groups, maxTerms);
}

const partsOf = ({ cause, messages, frames }: StackTrace): readonly Weighted[] => [
  { text: namesIn(cause), weight: traceWeights.causeName },
  { text: cause, weight: traceWeights.causeWord },
  { text: namesIn(messages), weight: traceWeights.name },
  { text: messages, weight: traceWeights.word },
  { text: frames, weight: traceWeights.frame },
];

async function termsOf(database: Database, texts: readonly Weighted[]): Promise<readonly Term[]> {
  const split = texts.map(({ text, weight }) => {
    const { words, runs } = splitScripts(text);
    return { words, ...namePartsOf(words), runs, weight };
  });
  const worded = split.flatMap(({ words, names, parts, weight }) => [
    { text: `${words} ${names}`, weight },
    { text: parts, weight: weight * partWeight },
  ]);
  const characters = [...new Set(split.flatMap(({ runs }) => runs.flatMap(askedCharacters)))].slice(0, maxCandidates);
  const { rows } = await sql`
    select lexeme, max(weight) as weight
    from (
      select weight, lexeme
      from unnest(${worded.map(({ text }) => text)}::text[], ${worded.map(({ weight }) => weight)}::float8[]) said (text, weight),
        unnest(to_tsvector('english', text))
      union all select ${charactersWeight}::float8, lexeme from unnest(${characters}::text[]) lexeme
    ) said
    group by lexeme order by max(weight) desc, length(lexeme) desc, lexeme limit ${maxCandidates}
  `.execute(database);
  return z.array(Row).parse(rows);
}
