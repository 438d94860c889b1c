/**
 * The Trino grammar of dt-sql-parser behind one function. This file is bundled with its imports, because theirs carry
 * no extensions (see bundle.ts), and is used only through parser.ts.
 */
import {
  BaseErrorListener,
  CharStreams,
  CommonTokenStream,
  type Parser,
  ParserRuleContext,
  type ParseTree,
  PredictionMode,
  TerminalNode,
  Token,
} from "antlr4ng";
import { TrinoSqlLexer } from "dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js";
import { TrinoSqlParser } from "dt-sql-parser/dist/lib/trino/TrinoSqlParser.js";
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
  /** Each statement's tree holds the statement and, where there was one, its semicolon. */
  | { readonly kind: "parsed"; readonly statements: readonly Tree[]; readonly comments: readonly string[] }
  /** The token at which the parser stopped, and the one before it. */
  | { readonly kind: "syntax-error"; readonly position: Position; readonly token: Tree; readonly previous: Tree }
  | { readonly kind: "too-complex" };

/** Deeper than people and their tools write; the time to predict grows with the square of it, a second at 60. */
const deepestNesting = 40;
/** What the prediction cache may hold, about 10 KB a state, before it starts afresh: statements could fill any memory. */
const mostStates = 8_000;

/**
 * Parses all of `sql`, and stops at its first error. Throws for nothing that is in it, but may take any time and memory
 * for a malicious one: the limits above stop only what was seen; judge.ts runs it where it can be stopped.
 */
export function parseTrino(sql: string): Parsed {
  const lexer = new TrinoSqlLexer(CharStreams.fromString(sql));
  lexer.removeErrorListeners();
  const stream = new CommonTokenStream(lexer);
  stream.fill();
  const tokens = stream.getTokens();
  if (nesting(tokens) > deepestNesting) return { kind: "too-complex" };

  const parser = new TrinoSqlParser(stream);
  parser.removeErrorListeners();
  parser.addErrorListener(new FirstError());
  parser.interpreter.predictionMode = PredictionMode.SLL;
  try {
    const statements = parser
      .program()
      .statements()
      .map((each) => toTree(each.singleStatement()));
    const comments = tokens.filter(({ type }) => type === TrinoSqlLexer.BRACKETED_COMMENT);
    return { kind: "parsed", statements, comments: comments.map(({ text }) => text ?? "") };
  } catch (error) {
    if (error instanceof SyntaxFound) return syntaxError(error, tokens);
    if (error instanceof RangeError) return { kind: "too-complex" }; // the recursion was deeper than the stack
    throw error;
  } finally {
    keepCacheSmall(parser);
  }
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

/** Stops the parser instead of writing to the console and going on. */
class FirstError extends BaseErrorListener {
  override syntaxError(_recognizer: unknown, token: Token | null, line: number, column: number): never {
    throw new SyntaxFound({ line, column: column + 1 }, token);
  }
}

function syntaxError({ position, token }: SyntaxFound, tokens: readonly Token[]): Parsed {
  const before = tokens.findLast(
    ({ channel, tokenIndex }) => channel === Token.DEFAULT_CHANNEL && tokenIndex < (token?.tokenIndex ?? 0),
  );
  return { kind: "syntax-error", position, token: leaf(token), previous: leaf(before ?? null) };
}

function nesting(tokens: readonly Token[]): number {
  let depth = 0;
  let deepest = 0;
  for (const { type, text } of tokens) {
    if (text === "(" || text === "[" || type === TrinoSqlLexer.KW_CASE) depth += 1;
    else if (text === ")" || text === "]" || type === TrinoSqlLexer.KW_END) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function keepCacheSmall({ interpreter }: Parser): void {
  const states = interpreter.decisionToDFA.reduce((sum, dfa) => sum + dfa.states.length, 0);
  if (states > mostStates) interpreter.clearDFA();
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
