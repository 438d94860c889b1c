/** From text to exactly one parsed statement, or the reason why not: what judging reads and changes has in common. */
import { refusedForm } from "./forms.ts";
import type { Parse, Tree } from "./grammar.ts";
import { empty, nestedComment, notText, several, tooComplex, tooDeep, tooLong } from "./refused.ts";
import { upTo } from "./source-text.ts";
import { syntaxRefusal } from "./syntax-error.ts";
import type { Refused } from "./verdict.ts";

export interface OneStatement {
  readonly kind: "one";
  readonly statement: Tree;
  /** The text as written, less a closing semicolon and what follows it: Presto takes neither. */
  readonly sql: string;
}

/** Characters. What is longer lists values, which belong in a table. */
const longest = 100_000;

export function oneStatement(text: string, parse: Parse): OneStatement | Refused {
  if (text.length > longest) return tooLong(text.length, longest);
  if (text.includes("\0") || !text.isWellFormed()) return notText();

  const parsed = parse(text);
  if (parsed.kind === "too-deep") return tooDeep(parsed.maxNesting);
  if (parsed.kind === "too-complex") return tooComplex();
  if (parsed.kind === "nothing") return empty();
  if (parsed.kind === "several") return several();
  if (parsed.kind === "syntax-error") return syntaxRefusal(parsed);
  // Presto ends a comment at the first */, DuckDB counts the openings: one would run what the other skips.
  if (parsed.comments.some((comment) => comment.includes("/*", 2))) return nestedComment();

  const { statement, semicolon } = parsed;
  const sql = semicolon === null ? text : upTo(text, semicolon);
  return refusedForm(statement, text) ?? { kind: "one", statement, sql };
}
