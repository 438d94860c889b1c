/** One SQL engine as the tools see it: DuckDB in process, or Presto / Trino over /v1/statement. */
import type { Amount, Basis } from "@drawbridge/framework/plan";
import type { Cost } from "../budget.ts";
import type { Definition, Resolution } from "../resolving/resolve.ts";
import type { Defaults, ObjectName, RelationName } from "../sql/object-name.ts";
import type { Change } from "../sql/verdict.ts";

/** Who the engine is told the query belongs to. */
export interface Caller {
  readonly user: string;
  /** Which agent asked, where known: a tag for the engine's own records, trusted for nothing. */
  readonly agent: string | null;
}

export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A JSON value as the engine gave it; big integers and decimals are strings, so that no digit is lost. */
export type Cell = string | number | boolean | null | readonly Cell[] | { readonly [key: string]: Cell };
export type Row = readonly Cell[];

export interface Estimate {
  /** Fully qualified tables that the engine's plan reads, as it writes them. An optimizer may leave some out. */
  readonly tables: readonly string[];
  /** The same, typed. */
  readonly objects: readonly RelationName[];
  readonly rows: Amount;
  readonly bytes: Amount;
}

/** What a change does to rows. */
export interface Effect {
  readonly rows: number;
  /** Of the rows that a DELETE removes, or that an INSERT, UPDATE or MERGE writes; null where only their number is known. */
  readonly digest: string | null;
}

export interface PlannedChange extends Estimate {
  /** What the change depends on, by identity and contents. */
  readonly basis: Basis;
  /** Null where it could not be found out without making the change. */
  readonly effect: Effect | null;
}

export interface TableSummary {
  /** As SQL names it, in full. */
  readonly name: string;
  readonly object: ObjectName;
  readonly kind: "table" | "view";
  readonly comment: string | null;
}

export interface TableDescription extends Omit<TableSummary, "object"> {
  readonly columns: readonly (Column & { readonly comment: string | null })[];
  readonly rows: Amount;
}

/** A statement that runs. Batches end when the statement does; `cancel` reaches the engine and is safe to repeat. */
export interface Execution {
  /** The engine's own id of the query, where it has one. */
  readonly engineId: string | null;
  columns(): Promise<readonly Column[]>;
  batches(): AsyncIterable<readonly Row[]>;
  cancel(): Promise<void>;
}

export interface Making {
  /**
   * What planning found. Where what the change depends on, or what it does, is another by now, it is not made, or is undone
   * ("changed-meanwhile").
   */
  readonly planned: PlannedChange;
  /** Everything that it reads, as it was resolved when it was planned. */
  readonly behind: Resolution;
  /** Told where the change can be found again, before it begins; what this throws keeps it from beginning. */
  begins(handle: string): Promise<void>;
  readonly signal: AbortSignal;
}

export interface Engine {
  readonly kind: "duckdb" | "presto" | "trino";
  /** Where it looks up names that leave parts out. */
  readonly defaults: Defaults;
  /** Throws where the engine does not answer. */
  ready(): Promise<void>;
  /** Prices a read without running it; throws SqlError "invalid-sql" with the engine's own position where it is not valid. */
  estimate(sql: string, caller: Caller, signal: AbortSignal): Promise<Estimate>;
  /**
   * Starts one read-only statement. The engine is the second judge: it refuses writes by itself. Where the run passes ten
   * times `price`, it ends with SqlError "over-price" (price-stop.ts); a statement of our own has none.
   */
  execute(sql: string, caller: Caller, signal: AbortSignal, price?: Cost): Promise<Execution>;
  /**
   * What a change would touch and cost, without making it: the tables it reads, with views resolved; the rows it would
   * write or remove; the bytes it would read; and the versions of all that it depends on, which `behind` resolves. Throws
   * SqlError where the engine would refuse it.
   */
  planChange(change: Change, behind: Resolution, caller: Caller, signal: AbortSignal): Promise<PlannedChange>;
  /** Makes the change, which a person approved, with rights to write for this one statement. */
  makeChange(change: Change, caller: Caller, making: Making): Promise<{ readonly rows: Amount }>;
  /** How a change ended, by the handle that `begins` was given; null where it was given none. */
  outcomeOf(handle: string | null, signal: AbortSignal): Promise<"succeeded" | "failed" | "running" | "unknown">;
  /**
   * What names mean in its catalogue, without planning anything; names that are nowhere are left out. Throws SqlError
   * where that cannot be known.
   */
  lookUp(names: readonly RelationName[], caller: Caller, signal: AbortSignal): Promise<readonly Definition[]>;
  findTables(pattern: string, caller: Caller, signal: AbortSignal): Promise<readonly TableSummary[]>;
  describeTable(name: RelationName, caller: Caller, signal: AbortSignal): Promise<TableDescription>;
  close(): Promise<void>;
}
