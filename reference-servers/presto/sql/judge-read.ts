/** The first judge: is this text one statement that only reads? It allows by the root of the parse tree, nothing else. */

import type { Parse, Tree } from "./grammar.ts";
import { functionsIn, nameOf, tablesIn } from "./names.ts";
import type { ObjectName } from "./object-name.ts";
import { oneStatement } from "./one-statement.ts";
import { refused } from "./refused.ts";
import { blankBefore, positionAt } from "./source-text.ts";
import { changes, reads, sessions } from "./statements.ts";
import type { Read, ReadVerdict, Refused } from "./verdict.ts";

/** Pure but for the parser's cache. The engine is the second judge: see Engine.execute. */
export function judgeRead(text: string, parse: Parse): ReadVerdict {
  const one = oneStatement(text, parse);
  if (one.kind === "refused") return one;
  const { statement, sql } = one;
  const refusal = refusedStatement(statement, text);
  if (refusal !== null) return refusal;
  const executed = executedQuery(statement);
  const judged = innermost(statement);
  return {
    kind: "read",
    statement: formOf(statement),
    sql,
    executes: executed === null ? null : blankBefore(sql, executed.start),
    tables: tablesIn(statement),
    others: othersIn(judged),
    functions: functionsIn(statement),
    listsEverything: listsEverything(judged),
  };
}

/** What an EXPLAIN explains, at whatever depth. */
const innermost = (statement: Tree): Tree =>
  reads.get(statement.kind) === "explain" ? innermost(explained(statement)) : statement;

/** Schemas and functions that a SHOW is about; SHOW TABLES alone is about the session's schema. */
function othersIn(statement: Tree): readonly ObjectName[] {
  const found = statement.children.flatMap((node) => {
    const name = nameOf(node);
    return name === null || name.kind === "view" ? [] : [name];
  });
  const ownSchema = statement.kind === "ShowTables" && found.length === 0;
  return ownSchema ? [{ kind: "schema", catalog: null, schema: null }] : found;
}

/** SHOW GRANTS without an object tells of every table. */
const listsEverything = ({ kind, children }: Tree): boolean =>
  kind === "ShowGrants" && !children.some((child) => child.kind === "GrantObject");

/** EXPLAIN is judged by what it explains: EXPLAIN ANALYZE runs it, and no engine needs to explain a change to a reader. */
function refusedStatement(statement: Tree, text: string): Refused | null {
  const form = reads.get(statement.kind);
  if (form === "explain") return refusedStatement(explained(statement), text);
  if (form !== undefined) return null;
  const position = positionAt(text, statement.start);

  const change = changes.get(statement.kind);
  if (change !== undefined) {
    return refused(
      "not-a-read",
      `${change} changes something; here statements only read.`,
      "Use write_query.",
      position,
    );
  }
  const session = sessions.get(statement.kind);
  if (session !== undefined) {
    return refused(
      "session-statement",
      `${session} is about a session, and every call has its own.`,
      "Send the query itself, with full table names.",
      position,
    );
  }
  return refused(
    "unknown-statement",
    "This kind of statement is not known here.",
    "Send a SELECT or a SHOW.",
    position,
  );
}

/** The query that running this statement runs, if any. */
function executedQuery(statement: Tree): Tree | null {
  if (statement.kind === "ExplainAnalyze") return executedQuery(explained(statement));
  return statement.kind === "StatementDefault" ? statement : null;
}

/** A statement stands at the end of its EXPLAIN; without one there is nothing to allow. */
const explained = (explain: Tree): Tree =>
  explain.children.at(-1) ?? { kind: "None", text: "", start: 0, children: [] };

function formOf(statement: Tree): Read["statement"] {
  const form = reads.get(statement.kind) ?? "query";
  const [word] = statement.children;
  if (form === "show" && /^desc/i.test(word?.text ?? "")) return "describe";
  return form === "query" ? queryForm(statement) : form;
}

/** What the query begins with, behind parentheses and WITH clauses. */
function queryForm(query: Tree): "select" | "values" | "table" {
  if (query.kind === "InlineTable") return "values";
  if (query.kind === "Table") return "table";
  const next = query.children.find(({ kind, children }) => kind !== "With" && children.length > 0);
  return next === undefined || query.kind === "QuerySpecification" ? "select" : queryForm(next);
}
