/** A row of one of the side bar's views, as plain data. */
export interface Row {
  /** The id of a row stays the same, so that the view keeps which rows are open and selected. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Plain text: the view does not render it as Markdown. */
  readonly tooltip: string;
  /** A codicon, and a theme colour where the colour has a meaning. */
  readonly icon: readonly [name: string, color?: string] | null;
  readonly kind: "group" | "server" | "tool" | "call";
  /** The server whose page the row opens. */
  readonly opens: string | null;
  readonly children: readonly Row[];
  /** Whether the row is expanded at first. */
  readonly expanded: boolean;
}
