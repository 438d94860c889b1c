/** The interface of an SQL engine for the tools: embedded DuckDB, or Presto / Trino over /v1/statement. */
import type { Amount, Basis } from "@drawbridge/framework";
import type { Cost } from "../budget.ts";
import type { Definition, Resolution } from "../resolving/resolve.ts";
import type { Defaults, ObjectName, RelationName } from "../sql/object-name.ts";
import type { Unnests } from "../sql/unnests.ts";
import type { Change } from "../sql/verdict.ts";

/** The user to whom the query belongs, as sent to the engine. */
export interface Caller {
  readonly user: string;
  /** The agent that called, if known. It is only a tag for the engine's own records; no decision depends on it. */
  readonly agent: string | null;
  /** The call is approved and is planned once more: its plan goes before the user's other plans that wait. */
  readonly approved?: boolean;
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A JSON value from the engine. Big integers and decimals are strings, so that no digit is lost. */
export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [key: string]: Cell };
export type Row = readonly Cell[];

export interface Estimate {
  /** Full names of the tables that the engine's plan reads, in the engine's notation. An optimizer may remove some. */
  readonly tables: readonly string[];
  /** The same as typed names. */
  readonly objects: readonly RelationName[];
  readonly rows: Amount;
  readonly bytes: Amount;
}

/** The effect of a change on rows. */
export interface Effect {
  readonly rows: number;
  /**
   * Digest of the rows that a DELETE removes, or that an INSERT, UPDATE or MERGE writes; null if only their number is
   * known.
   */
  readonly digest: string | null;
}

export interface PlannedChange extends Estimate {
  /** What the change depends on, by identity and contents. */
  readonly basis: Basis;
  /** Null if only making the change would show it. */
  readonly effect: Effect | null;
  /**
   * The tables that it writes, as they are now; without those that do not exist yet, and without views, whose columns come
   * from tables that the caller may not be allowed to read.
   */
  readonly before?: readonly TableDescription[];
  /** Null if it replaces and alters no definition. */
  readonly redefinition?: Redefinition | null;
}

/** The definition of the view or table that a change replaces or alters, as the engine prints it. */
export interface Redefinition {
  /** The full name now. */
  readonly object: string;
  /** Null if the caller may not read it. */
  readonly now: string | null;
  /** Null if only the change itself would show it. */
  readonly after: string | null;
}

export interface TableSummary {
  /** The full name in SQL. */
  readonly name: string;
  readonly object: ObjectName;
  readonly kind: "table" | "view";
  readonly comment: string | null;
}

export interface TableDescription extends TableSummary {
  readonly columns: readonly (Column & { readonly comment: string | null })[];
  readonly rows: Amount;
}

/**
 * A running statement. Batches end when the statement ends. `cancel` stops it in the engine and may be called more than
 * once.
 */
export interface Execution {
  /** The engine's own id of the query; null if it has none. */
  readonly engineId: string | null;
  columns(): Promise<readonly Column[]>;
  batches(): AsyncIterable<readonly Row[]>;
  cancel(): Promise<void>;
}

export interface ChangeRun {
  /**
   * The result of planning. If the dependencies or the effect of the change differ now, it is not made, or is rolled
   * back ("changed-meanwhile").
   */
  readonly planned: PlannedChange;
  /** Everything that it reads, as resolved during planning. */
  readonly resolution: Resolution;
  /**
   * Called before the change starts, with a handle by which it can be found again. If this throws, the change does not
   * start.
   */
  begins(handle: string): Promise<void>;
  readonly signal: AbortSignal;
}

export interface Engine {
  readonly kind: "duckdb" | "presto" | "trino";
  /** The catalog and schema for names that omit them. */
  readonly defaults: Defaults;
  /** Throws if the engine does not answer. */
  ready(): Promise<void>;
  /**
   * Prices a read without running it. Throws SqlError "invalid-sql" with the engine's position if the statement is
   * invalid. `unnests`: what the judge found in the statement.
   */
  estimate(sql: string, caller: Caller, signal: AbortSignal, unnests?: Unnests | null): Promise<Estimate>;
  /**
   * Starts one read-only statement. The engine is the second judge: it refuses writes by itself. If the run passes ten
   * times `price`, it ends with SqlError "over-price" (price-stop.ts). Statements of the server itself have no price.
   */
  execute(sql: string, caller: Caller, signal: AbortSignal, price?: Cost): Promise<Execution>;
  /** Starts a plain EXPLAIN of a change, which runs nothing. Throws SqlError "not-a-read" if the engine has none. */
  explainChange(sql: string, caller: Caller, signal: AbortSignal): Promise<Execution>;
  /**
   * Plans a change without making it: the tables that it reads, with views resolved; the rows that it would write or
   * remove; the bytes that it would read; and the versions of everything that it depends on, from `resolution`. Throws
   * SqlError if the engine would refuse the change.
   */
  planChange(change: Change, resolution: Resolution, caller: Caller, signal: AbortSignal): Promise<PlannedChange>;
  /** Makes the approved change, with permission to write for this one statement. */
  makeChange(change: Change, caller: Caller, making: ChangeRun): Promise<{ readonly rows: Amount }>;
  /** How a change ended, by the handle that `begins` got; null if `begins` was not called. */
  outcomeOf(handle: string | null, signal: AbortSignal): Promise<"succeeded" | "failed" | "running" | "unknown">;
  /**
   * The definitions of names in its catalogue, without planning a statement. Unknown names are left out. Throws
   * SqlError if the catalogue cannot be read.
   */
  lookUp(names: readonly RelationName[], caller: Caller, signal: AbortSignal): Promise<readonly Definition[]>;
  findTables(pattern: string, caller: Caller, signal: AbortSignal): Promise<readonly TableSummary[]>;
  describeTable(name: RelationName, caller: Caller, signal: AbortSignal): Promise<TableDescription>;
  close(): Promise<void>;
}
