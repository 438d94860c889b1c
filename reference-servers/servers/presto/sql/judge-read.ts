/** The first judge: decides whether a text is one statement that only reads, by the root of the parse tree alone. */

import { targetsOf } from "./change-targets.ts";
import type { Parser, Tree } from "./grammar.ts";
import type { ObjectName } from "./object-name.ts";
import { oneStatement } from "./one-statement.ts";
import { refused } from "./refusals.ts";
import { blankBefore, positionAt } from "./source-text.ts";
import { functionsIn, nameOf, tablesIn } from "./statement-names.ts";
import { changes, explainable, reads, sessions } from "./statements.ts";
import { unnestsIn } from "./unnests.ts";
import type { Read, ReadVerdict, Refused } from "./verdict.ts";

/** Pure except for the parser's cache. The engine is the second judge; see Engine.execute. */
export function judgeRead(text: string, parser: Parser): ReadVerdict {
  const one = oneStatement(text, parser);
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
    unnests: unnestsIn(statement),
    tables: tablesIn(statement),
    others: changes.has(judged.kind) ? targetsOf(judged) : othersIn(judged),
    functions: functionsIn(statement),
    explainsChange: changes.has(judged.kind),
    listsEverything: listsEverything(judged),
  };
}

/** The innermost statement that nested EXPLAINs explain. */
const innermost = (statement: Tree): Tree =>
  reads.get(statement.kind) === "explain" ? innermost(explainedStatement(statement)) : statement;

/** Schemas and functions that a SHOW is about. SHOW TABLES without a schema is about the session's schema. */
function othersIn(statement: Tree): readonly ObjectName[] {
  const names = statement.children.flatMap((node) => {
    const name = nameOf(node);
    return name === null || name.kind === "view" ? [] : [name];
  });
  const ownSchema = statement.kind === "ShowTables" && names.length === 0;
  return ownSchema ? [{ kind: "schema", catalog: null, schema: null }] : names;
}

/** SHOW GRANTS without an object lists every table. */
const listsEverything = ({ kind, children }: Tree): boolean =>
  kind === "ShowGrants" && !children.some((child) => child.kind === "GrantObject");

/**
 * EXPLAIN is judged by the statement that it explains. EXPLAIN ANALYZE runs it, also within another EXPLAIN. A plain
 * EXPLAIN of a change runs nothing.
 */
function refusedStatement(statement: Tree, text: string, planned: "plain" | "analyzed" | null = null): Refused | null {
  const form = reads.get(statement.kind);
  if (form === "explain") {
    const analyzed = statement.kind === "ExplainAnalyze" || planned === "analyzed";
    return refusedStatement(explainedStatement(statement), text, analyzed ? "analyzed" : "plain");
  }
  if (form !== undefined || (planned === "plain" && explainable(statement.kind))) return null;
  const position = positionAt(text, statement.start);

  const change = changes.get(statement.kind);
  if (change !== undefined) {
    return refused(
      "not-a-read",
      `${change} changes something, and this tool only reads.`,
      "Use write_query.",
      position,
    );
  }
  const session = sessions.get(statement.kind);
  if (session !== undefined) {
    return refused(
      "session-statement",
      `${session} changes a session, but every call has a session of its own.`,
      "Send the query itself, with full table names.",
      position,
    );
  }
  return refused(
    "unknown-statement",
    "This kind of statement is unknown to this server.",
    "Send a SELECT or a SHOW.",
    position,
  );
}

/** The query that runs when this statement runs, if any. */
function executedQuery(statement: Tree): Tree | null {
  if (statement.kind === "ExplainAnalyze") return executedQuery(explainedStatement(statement));
  return statement.kind === "StatementDefault" ? statement : null;
}

/** The explained statement is the last child of an EXPLAIN; without one, the result is a node that is never allowed. */
const explainedStatement = (explain: Tree): Tree =>
  explain.children.at(-1) ?? { kind: "None", text: "", start: 0, children: [] };

function formOf(statement: Tree): Read["statement"] {
  const form = reads.get(statement.kind) ?? "query";
  const [word] = statement.children;
  if (form === "show" && /^desc/i.test(word?.text ?? "")) return "describe";
  return form === "query" ? queryForm(statement) : form;
}

/** The first keyword of the query, after parentheses and WITH clauses. */
function queryForm(query: Tree): "select" | "values" | "table" {
  if (query.kind === "InlineTable") return "values";
  if (query.kind === "Table") return "table";
  const next = query.children.find(({ kind, children }) => kind !== "With" && children.length > 0);
  return next === undefined || query.kind === "QuerySpecification" ? "select" : queryForm(next);
}
