/** The address of an engine and its dialect. */

/** Trino uses the same protocol with its own header names, and its prices come from other statements. */
export type Dialect = "presto" | "trino";

export interface Connection {
  /** Base URL of the coordinator, or of a proxy in front of it. */
  readonly url: string;
  readonly dialect: Dialect;
  /** The catalog for names without one. */
  readonly catalog: string | null;
  readonly schema: string | null;
  readonly fetch?: typeof globalThis.fetch;
}
