/** What the rows of all three views of the side bar have, as plain data. */
export interface ViewRow {
  /** The id of a row stays the same, so that the view keeps which rows are open and selected. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** Plain text: the view does not render it as Markdown. */
  readonly tooltip: string;
  /** A codicon, and a theme colour where the colour has a meaning. */
  readonly icon: readonly [name: string, color?: string] | null;
}
