/** A row of the servers view, as plain data. */
import type { ViewRow } from "./view-row.ts";

export interface Row extends ViewRow {
  readonly kind: "group" | "server" | "tool" | "call";
  /** The server whose page the row opens. */
  readonly opens: string | null;
  readonly children: readonly Row[];
  /** Whether the row is expanded at first. */
  readonly expanded: boolean;
}
