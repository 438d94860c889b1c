/** A row of one of the side bar's views, as plain data. */
export interface Row {
  /** Stable, so that the view keeps what is open and selected. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Plain text, shown as such. */
  readonly tooltip: string;
  /** A codicon, and a theme colour where the colour says something. */
  readonly icon: readonly [name: string, color?: string] | null;
  readonly kind: "group" | "server" | "tool" | "call";
  /** The server whose page the row opens. */
  readonly opens: string | null;
  readonly children: readonly Row[];
  /** Whether the children show at first. */
  readonly expanded: boolean;
}
