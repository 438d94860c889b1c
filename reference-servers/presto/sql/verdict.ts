/** What the first judge says of a statement. Messages never quote the statement: only keywords, names of forms, places. */

import type { ObjectName, RelationName } from "./object-name.ts";

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
  /** What the caller does next. */
  readonly next: string;
  readonly position: Position | null;
}

export interface Read {
  readonly kind: "read";
  readonly statement: "select" | "values" | "table" | "show" | "describe" | "explain";
  /** What goes to the engine: the text as it was written, less a closing semicolon and what follows it. */
  readonly sql: string;
  /**
   * The query to price: the statement itself, or what an EXPLAIN ANALYZE runs, at the same lines and columns. Null
   * where no table is read (SHOW, DESCRIBE, a plain EXPLAIN).
   */
  readonly executes: string | null;
  /** Tables and views named in it; names that the statement itself defines (WITH) are none. */
  readonly tables: readonly RelationName[];
  /** What SHOW names besides tables: schemas and functions; a schema without a name is the session's own. */
  readonly others: readonly ObjectName[];
  /** Functions it calls. */
  readonly functions: readonly RelationName[];
  /** It lists things of every schema. */
  readonly listsEverything: boolean;
}

export interface Change {
  readonly kind: "change";
  /** "INSERT", "CREATE TABLE AS", "DROP SCHEMA", … */
  readonly verb: string;
  readonly sql: string;
  /** What it changes, both names of a rename: tables, views, schemas, columns, functions. */
  readonly targets: readonly ObjectName[];
  /** Tables it reads besides. */
  readonly reads: readonly RelationName[];
  /** Functions it calls. */
  readonly functions: readonly RelationName[];
  /** OR REPLACE: what is there by that name goes. */
  readonly replaces: boolean;
}

export type ReadVerdict = Read | Refused;
export type ChangeVerdict = Change | Refused;
