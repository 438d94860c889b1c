/** A row of the servers view: a row, and what its commands are about. Pure. */
import type { Row } from "./row.ts";

/** What the row is, for the conditions of menus in package.json. */
export type ServerRowContext =
  | "group"
  | "server.open"
  | "server.open.decided"
  | "server.closed"
  | "tool.open"
  | "tool.closed";

export interface ServerRow extends Row {
  readonly context: ServerRowContext;
  /** The names of the server and the tool, which subjectOf (row-subject.ts) reads, too. */
  readonly server: string | null;
  readonly tool: string | null;
  /** Whether the editor's agents get the server; null where the row has no checkbox. */
  readonly offered: boolean | null;
  readonly children: readonly ServerRow[];
}
