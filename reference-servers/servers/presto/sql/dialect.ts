/**
 * Reads the tokens of one engine's SQL as that engine does, because the grammar is Trino's of some version. Presto does
 * not reserve some words of it, and each engine has words that the grammar lacks. A rule changes a token only at a place
 * where the engine can read it in one way: it never turns a keyword of the engine into a name.
 */
import { Token } from "antlr4ng";
import { TrinoSqlLexer } from "dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js";

/** The engine for which the judge judges. */
export type Dialect = "duckdb" | "presto" | "trino";

/** Words that the grammar reserves and Presto 0.287 does not; there they are plain names. */
const namesOfPresto: ReadonlySet<string> = new Set([
  ...["SKIP", "TRIM", "STRING", "LISTAGG", "CURRENT_CATALOG", "CURRENT_PATH", "CURRENT_ROLE", "CURRENT_SCHEMA"],
  ...["JSON_ARRAY", "JSON_EXISTS", "JSON_OBJECT", "JSON_QUERY", "JSON_TABLE", "JSON_VALUE"],
]);

/** Presto's words for the versions of a table, with the grammar's tokens for them. */
const versionWords: ReadonlyMap<string, number> = new Map([
  ["SYSTEM_TIME", TrinoSqlLexer.KW_TIMESTAMP],
  ["SYSTEM_VERSION", TrinoSqlLexer.KW_VERSION],
]);

/** Statements of Trino in which EXECUTE is a keyword; everywhere else it is a plain name. */
const executeStatements: ReadonlySet<string> = new Set(["ALTER", "DENY", "EXECUTE", "GRANT", "PREPARE", "REVOKE"]);

/** Changes types and channels of `tokens`, which are the words of a statement without spaces and comments. */
export function adaptTokens(tokens: readonly Token[], dialect: Dialect): void {
  if (dialect === "duckdb") return;
  const words = tokens.map(({ text }) => (text ?? "").toUpperCase());
  const start = statementStart(words);
  tokens.forEach((token, at) => {
    if (dialect === "presto") adaptToPresto(token, at, words, tokens);
    else adaptToTrino(token, at, words, tokens, start);
  });
}

function adaptToPresto(token: Token, at: number, words: readonly string[], tokens: readonly Token[]): void {
  const word = words[at] ?? "";
  if (namesOfPresto.has(word)) token.type = TrinoSqlLexer.IDENTIFIER;
  const version = versionWords.get(word);
  if (version !== undefined && words[at - 1] === "FOR" && words[at + 1] === "AS" && words[at + 2] === "OF")
    token.type = version;
  // EXPLAIN VERBOSE …, EXPLAIN ANALYZE (FORMAT JSON) …: only at the start, where no name can be.
  if (at === 1 && word === "VERBOSE" && words[0] === "EXPLAIN") hide(token);
  if (at === 2 && word === "(" && words[0] === "EXPLAIN" && words[1] === "ANALYZE") {
    const end = words.indexOf(")");
    const areOptions = /^\( (FORMAT|TYPE) \w+( , (FORMAT|TYPE) \w+)* \)$/.test(words.slice(at, end + 1).join(" "));
    for (const option of areOptions ? tokens.slice(at, end + 1) : []) hide(option);
  }
}

function adaptToTrino(
  token: Token,
  at: number,
  words: readonly string[],
  tokens: readonly Token[],
  start: number,
): void {
  const word = words[at] ?? "";
  const before = words[at - 1] ?? "";
  if (word === "EXECUTE" && !executeStatements.has(words[start] ?? "")) token.type = TrinoSqlLexer.IDENTIFIER;
  if (word === "STRING" && before !== "SCALAR") token.type = TrinoSqlLexer.IDENTIFIER;
  if (word !== "CORRESPONDING") return;
  const operator = /^(ALL|DISTINCT)$/.test(before) ? words[at - 2] : before;
  if (!/^(UNION|INTERSECT|EXCEPT)$/.test(operator ?? "")) return;
  hide(token);
  if (words[at + 1] !== "BY") return;
  const end = words.indexOf(")", at);
  const namesColumns = /^BY \( \S+( , \S+)* \)$/.test(words.slice(at + 1, end + 1).join(" "));
  for (const column of namesColumns ? tokens.slice(at + 1, end + 1) : []) hide(column);
}

/** The index of the first word after all EXPLAINs and their options. */
function statementStart(words: readonly string[]): number {
  let at = 0;
  while (words[at] === "EXPLAIN") {
    at += words[at + 1] === "ANALYZE" ? 2 : 1;
    if (words[at] === "VERBOSE") at += 1;
    const isOption = words[at] === "(" && /^(FORMAT|TYPE)$/.test(words[at + 1] ?? "");
    if (isOption) at = words.indexOf(")", at) + 1;
    if (at === 0) return words.length; // the options have no end
  }
  return at;
}

/** The parser does not see the token; it stays in the text. */
function hide(token: Token): void {
  token.channel = Token.HIDDEN_CHANNEL;
}
