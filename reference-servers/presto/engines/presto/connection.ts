/** Where an engine is and how it is spoken to. */

/** Trino speaks the same protocol with its own header names, and prices differently. */
export type Dialect = "presto" | "trino";

export interface Connection {
  /** Base URL of the coordinator, or of what stands before it. */
  readonly url: string;
  readonly dialect: Dialect;
  /** Where names without a catalog or schema are looked up. */
  readonly catalog: string | null;
  readonly schema: string | null;
  readonly fetch?: typeof globalThis.fetch;
}
