/** What to say of a syntax error: where it is, what kind of word stands there, and what to write instead. */
import type { Parsed, Tree } from "./grammar.ts";
import type { Refused } from "./verdict.ts";

/** What to write for forms of other dialects, by the word at which the parser stops or the one before it. */
const instead: ReadonlyMap<string, string> = new Map([
  [":", "Write CAST(x AS type) for x::type."],
  ["ILIKE", "Write lower(x) LIKE '…' for ILIKE."],
  ["QUALIFY", "Filter the window function in an outer SELECT instead of QUALIFY."],
  ["EXCLUDE", "Name the columns instead of EXCLUDE."],
  ["PIVOT", "Aggregate with CASE or FILTER instead of PIVOT."],
]);

type SyntaxError = Extract<Parsed, { kind: "syntax-error" }>;

export function syntaxRefusal({ position, token, previous }: SyntaxError): Refused {
  const { line, column } = position;
  const advice = instead.get(token.text.toUpperCase()) ?? instead.get(previous.text.toUpperCase());
  return {
    kind: "refused",
    code: "not-sql",
    message: `This is not a statement: syntax error at line ${line}, column ${column}, at ${described(token)}.`,
    next: `${advice ?? "Correct it there."} The dialect is Presto's and Trino's.`,
    position,
  };
}

function described({ kind, text }: Tree): string {
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
