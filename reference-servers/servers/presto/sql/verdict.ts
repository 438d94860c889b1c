/**
 * The verdicts of the first judge. Messages never quote the statement, only keywords, names of forms, and positions.
 */

import type { ObjectName, RelationName } from "./object-name.ts";
import type { Unnests } from "./unnests.ts";

/** Line and column as an editor counts them, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type RefusalCode =
  | "empty"
  | "too-long"
  | "too-complex"
  | "not-sql"
  | "ambiguous"
  | "several-statements"
  | "not-a-read"
  | "not-a-change"
  | "session-statement"
  | "unknown-statement"
  | "executing-function";

export interface Refused {
  readonly kind: "refused";
  readonly code: RefusalCode;
  readonly message: string;
  /** What the caller should do next. */
  readonly next: string;
  readonly position: Position | null;
}

export interface Read {
  readonly kind: "read";
  readonly statement: "select" | "values" | "table" | "show" | "describe" | "explain";
  /** The text for the engine: as written, without a closing semicolon and the text after it. */
  readonly sql: string;
  /**
   * The query to price: the statement itself, or the query that an EXPLAIN ANALYZE runs, at the same lines and columns.
   * Null if no table is read (SHOW, DESCRIBE, a plain EXPLAIN).
   */
  readonly executes: string | null;
  /** Its UNNESTs, if the text shows how long their arrays are; null otherwise, and without UNNEST. */
  readonly unnests: Unnests | null;
  /** Tables and views in it, without names that the statement itself defines (WITH). */
  readonly tables: readonly RelationName[];
  /**
   * Other objects: schemas and functions of a SHOW, targets of a change that EXPLAIN explains. A schema without a name is
   * the session's own.
   */
  readonly others: readonly ObjectName[];
  /** Functions that it calls. */
  readonly functions: readonly RelationName[];
  /** True for a plain EXPLAIN of a change. */
  readonly explainsChange: boolean;
  /** True if it lists objects of every schema. */
  readonly listsEverything: boolean;
}

export interface Change {
  readonly kind: "change";
  /** "INSERT", "CREATE TABLE AS", "DROP SCHEMA", … */
  readonly verb: string;
  readonly sql: string;
  /** What it changes: tables, views, schemas, columns, functions; for a rename, both names. */
  readonly targets: readonly ObjectName[];
  /** Other tables that it reads. */
  readonly reads: readonly RelationName[];
  /** The query whose rows INSERT and CREATE TABLE AS write, at the same lines and columns; null for other changes. */
  readonly query: string | null;
  /** Functions that it calls. */
  readonly functions: readonly RelationName[];
  /** True for OR REPLACE: an existing object with that name is replaced. */
  readonly replaces: boolean;
}

export type ReadVerdict = Read | Refused;
export type ChangeVerdict = Change | Refused;
