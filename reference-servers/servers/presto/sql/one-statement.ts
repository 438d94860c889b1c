/** Parses a text into exactly one statement, or gives the reason for refusal. Reads and changes share this. */

import type { Parser, Tree } from "./grammar.ts";
import { empty, nestedComment, notText, several, tooComplex, tooDeep, tooLong } from "./refusals.ts";
import { refusedForm } from "./refused-forms.ts";
import { upTo } from "./source-text.ts";
import { syntaxRefusal } from "./syntax-error.ts";
import type { Refused } from "./verdict.ts";

export interface OneStatement {
  readonly kind: "one";
  readonly statement: Tree;
  /** The text as written, without a closing semicolon and the text after it, because Presto accepts neither. */
  readonly sql: string;
}

/** Maximum characters. A longer statement lists values, which belong into a table. */
const maxChars = 100_000;

export function oneStatement(text: string, { dialect, parse }: Parser): OneStatement | Refused {
  if (text.length > maxChars) return tooLong(text.length, maxChars);
  if (text.includes("\0") || !text.isWellFormed()) return notText();

  const parsed = parse(text);
  if (parsed.kind === "too-deep") return tooDeep(parsed.maxNesting);
  if (parsed.kind === "too-complex") return tooComplex();
  if (parsed.kind === "nothing") return empty();
  if (parsed.kind === "several") return several();
  if (parsed.kind === "syntax-error") return syntaxRefusal(parsed, dialect);
  // The grammar, Presto and Trino end a comment at the first */, but DuckDB allows nested comments, so it would skip text
  // that was judged, or run text that was skipped.
  if (dialect === "duckdb" && parsed.comments.some((comment) => comment.includes("/*", 2))) return nestedComment();

  const { statement, semicolon } = parsed;
  const sql = semicolon === null ? text : upTo(text, semicolon);
  return refusedForm(statement, text) ?? { kind: "one", statement, sql };
}
