/**
 * Wraps the Trino grammar of dt-sql-parser in one function, which also reads Presto's SQL (dialect.ts). Node cannot load
 * its modules directly; see bundle.ts.
 */
import {
  type Parser as AntlrParser,
  BaseErrorListener,
  CharStreams,
  CommonTokenStream,
  ParserRuleContext,
  type ParseTree,
  PredictionMode,
  TerminalNode,
  Token,
} from "antlr4ng";
import { TrinoSqlLexer } from "dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js";
import { TrinoSqlParser } from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js";
import { replaceConstantPredicates } from "./constant-predicates.ts";
import { adaptTokens, type Dialect } from "./dialect.ts";
import type { Position } from "./verdict.ts";

/** A node of the parse tree. */
export interface Tree {
  /** The grammar's name for it: "StatementDefault", "TableRef", …; for a leaf "Keyword", "STRING", "SEMICOLON", "End", … */
  readonly kind: string;
  /** The text of a leaf; empty for every other node. */
  readonly text: string;
  /** Where it starts, in code points. */
  readonly start: number;
  readonly children: readonly Tree[];
}

export type Parsed =
  | {
      readonly kind: "parsed";
      readonly statement: Tree;
      /** Position of the closing semicolon, in code points. */
      readonly semicolon: number | null;
      /** The block comments. */
      readonly comments: readonly string[];
    }
  | { readonly kind: "nothing" }
  /** There is text after the first statement's semicolon. */
  | { readonly kind: "several" }
  /** The token at which the parser stopped, and the one before it. */
  | { readonly kind: "syntax-error"; readonly position: Position; readonly token: Tree; readonly previous: Tree }
  /** Too many levels of parentheses, brackets and CASE; nothing was parsed. */
  | { readonly kind: "too-deep"; readonly maxNesting: number }
  | { readonly kind: "too-complex" };

/** A parser for one engine's SQL. */
export interface Parser {
  readonly dialect: Dialect;
  parse(sql: string): Parsed;
}

replaceConstantPredicates(
  new TrinoSqlParser(new CommonTokenStream(new TrinoSqlLexer(CharStreams.fromString("")))),
  TrinoSqlParser._ATN,
);

/**
 * Maximum nesting, more than people and tools write. The parser needs up to a few hundred milliseconds for this depth.
 */
const maxNesting = 24;
/**
 * Maximum states in the prediction cache (about 10 KB each) before it is cleared, because statements could fill any
 * memory.
 */
const maxCacheStates = 8_000;

/**
 * Parses one statement and stops at the first error. It does not throw for any text, but a malicious text may take any
 * time and memory, because the limits above cover only known cases. So judge.ts runs it in a thread that can be
 * stopped.
 */
export const parserFor = (dialect: Dialect): Parser => ({ dialect, parse: (sql) => parse(sql, dialect) });

function parse(sql: string, dialect: Dialect): Parsed {
  const lexer = new TrinoSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  const stream = new CommonTokenStream(lexer);
  stream.fill();
  const tokens = stream.getTokens();
  const words = tokens.filter(({ channel }) => channel === Token.DEFAULT_CHANNEL);
  adaptTokens(words, dialect);
  hideEmptyStatements(words);
  const [first] = words;
  if (first === undefined || first.type === Token.EOF || first.type === TrinoSqlLexer.SEMICOLON) {
    return { kind: "nothing" };
  }
  if (nesting(words) > maxNesting) return { kind: "too-deep", maxNesting };

  const parser = new TrinoSqlParser(stream);
  parser.removeErrorListeners();
  parser.addErrorListener(new FirstError());
  try {
    const { statement, semicolon } = parseInTwoStages(parser, stream);
    const comments = tokens.filter(({ type }) => type === TrinoSqlLexer.BRACKETED_COMMENT);
    return {
      kind: "parsed",
      statement: toTree(statement),
      semicolon,
      comments: comments.map(({ text }) => text ?? ""),
    };
  } catch (error) {
    if (error instanceof RangeError) return { kind: "too-complex" }; // the recursion was deeper than the stack
    if (!(error instanceof SyntaxFound)) throw error;
    const before = words.findLast(({ tokenIndex }) => tokenIndex < (error.token?.tokenIndex ?? 0));
    if (before?.type === TrinoSqlLexer.SEMICOLON) return { kind: "several" };
    return { kind: "syntax-error", position: error.position, token: leaf(error.token), previous: leaf(before ?? null) };
  } finally {
    keepCacheSmall(parser);
  }
}

/** After the closing semicolon, further semicolons close nothing. */
function hideEmptyStatements(words: readonly Token[]): void {
  const last = words.findLastIndex(({ type }) => type !== TrinoSqlLexer.SEMICOLON && type !== Token.EOF);
  for (const token of words.slice(last + 2)) {
    if (token.type === TrinoSqlLexer.SEMICOLON) token.channel = Token.HIDDEN_CHANNEL;
  }
}

/** SLL prediction is fast, and correct if it succeeds; otherwise LL decides. ANTLR's authors recommend this. */
function parseInTwoStages(parser: TrinoSqlParser, stream: CommonTokenStream) {
  try {
    return parseOne(parser, stream, PredictionMode.SLL);
  } catch (error) {
    if (!(error instanceof SyntaxFound)) throw error;
    return parseOne(parser, stream, PredictionMode.LL);
  }
}

function parseOne(parser: TrinoSqlParser, stream: CommonTokenStream, mode: number) {
  parser.interpreter.predictionMode = mode;
  stream.seek(0);
  parser.reset();
  const single = parser.singleStatement();
  const rest = stream.LT(1);
  if (rest !== null && rest.type !== Token.EOF) throw new SyntaxFound(placeOf(rest), rest);
  return { statement: single.statement(), semicolon: single.SEMICOLON()?.symbol.start ?? null };
}

class SyntaxFound extends Error {
  readonly position: Position;
  readonly token: Token | null;

  constructor(position: Position, token: Token | null) {
    super("syntax error");
    this.position = position;
    this.token = token;
  }
}

/** Stops the parser instead of writing to the console and continuing. */
class FirstError extends BaseErrorListener {
  override syntaxError(_recognizer: unknown, token: Token | null, line: number, column: number): never {
    throw new SyntaxFound({ line, column: column + 1 }, token);
  }
}

const placeOf = ({ line, column }: Token): Position => ({ line, column: column + 1 });

function nesting(tokens: readonly Token[]): number {
  let depth = 0;
  let maxDepth = 0;
  for (const { type, text } of tokens) {
    if (text === "(" || text === "[" || type === TrinoSqlLexer.KW_CASE) depth += 1;
    else if (text === ")" || text === "]" || type === TrinoSqlLexer.KW_END) depth = Math.max(0, depth - 1);
    maxDepth = Math.max(maxDepth, depth);
  }
  return maxDepth;
}

function keepCacheSmall({ interpreter }: AntlrParser): void {
  const states = interpreter.decisionToDFA.reduce((sum, dfa) => sum + dfa.states.length, 0);
  if (states > maxCacheStates) interpreter.clearDFA();
}

function toTree(node: ParseTree): Tree {
  if (node instanceof TerminalNode) return leaf(node.symbol);
  const rule = node instanceof ParserRuleContext ? node : null;
  return {
    kind: node.constructor.name.replace(/Context$/, ""),
    text: "",
    start: rule?.start?.start ?? 0,
    children: (rule?.children ?? []).map(toTree),
  };
}

const leaf = (token: Token | null): Tree => ({
  kind: token === null || token.type === Token.EOF ? "End" : tokenKind(token),
  text: token?.text ?? "",
  start: token?.start ?? 0,
  children: [],
});

/** "Keyword", or the lexer's own name: "IDENTIFIER", "STRING", "SEMICOLON", … */
function tokenKind({ type }: Token): string {
  const name = TrinoSqlLexer.symbolicNames[type] ?? "Symbol";
  return name.startsWith("KW_") ? "Keyword" : name;
}
