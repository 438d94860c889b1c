/**
 * Describes where the parser stopped: the position, the kind of word there, and what to write instead. The grammar lacks
 * some forms that engines accept, so the words do not say that the statement is wrong.
 */
import type { Dialect } from "./dialect.ts";
import type { Parsed, Tree } from "./grammar.ts";
import type { Refused } from "./verdict.ts";

/** What to write instead of forms of other dialects, by the word at which the parser stops, or the word before it. */
const adviceByWord: ReadonlyMap<string, string> = new Map([
  [":", "Write CAST(x AS type) for x::type."],
  ["ILIKE", "Write lower(x) LIKE '…' for ILIKE."],
  ["QUALIFY", "Filter the window function in an outer SELECT instead of QUALIFY."],
  ["EXCLUDE", "Name the columns instead of EXCLUDE."],
  ["PIVOT", "Aggregate with CASE or FILTER instead of PIVOT."],
  ["SESSION", "If this is WITH SESSION, leave it out: this server sets the properties of a session."],
]);

type SyntaxError = Extract<Parsed, { kind: "syntax-error" }>;

const engineNames: Readonly<Record<Dialect, string>> = {
  duckdb: "the embedded engine's, which accepts the SQL of Trino",
  presto: "Presto's",
  trino: "Trino's",
};

export function syntaxRefusal({ position, token, previous }: SyntaxError, dialect: Dialect): Refused {
  const { line, column } = position;
  const advice = adviceByWord.get(token.text.toUpperCase()) ?? adviceByWord.get(previous.text.toUpperCase());
  return {
    kind: "refused",
    code: "not-sql",
    message: `This form is not read here yet: the parser stopped at line ${line}, column ${column}, at ${describeToken(token)}.`,
    next: `${advice ?? "Check that position. If it is correct, write it in another form."} The dialect is ${engineNames[dialect]}.`,
    position,
  };
}

function describeToken({ kind, text }: Tree): string {
  switch (kind) {
    case "End":
      return "the end of the text";
    case "Keyword":
      return `the keyword ${text.toUpperCase()}`;
    case "STRING":
    case "UNICODE_STRING":
    case "BINARY_LITERAL":
      return "a text literal";
    case "INTEGER_VALUE":
    case "DECIMAL_VALUE":
    case "DOUBLE_VALUE":
      return "a number";
    case "UNRECOGNIZED":
      return /['"`]/.test(text) ? "a quote that is not closed" : "a character that SQL does not use there";
    case "IDENTIFIER":
    case "QUOTED_IDENTIFIER":
    case "BACKQUOTED_IDENTIFIER":
    case "DIGIT_IDENTIFIER":
      return "a name";
    default:
      return `"${text}"`;
  }
}
