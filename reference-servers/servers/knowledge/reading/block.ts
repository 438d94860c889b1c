/**
 * The parts into which every document is read: headings, code, tables, and other text. Code and tables are kept whole if
 * they fit into a passage.
 */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  /** `raw` is what the author wrote, including the fence. */
  | { readonly kind: "code"; readonly raw: string }
  /** `header` holds the lines above the rows; it is empty if the table has none. */
  | { readonly kind: "table"; readonly header: string; readonly rows: readonly string[] }
  | { readonly kind: "text"; readonly raw: string };

export interface ReadDocument {
  /** Null if the document has none. */
  readonly title: string | null;
  readonly blocks: readonly Block[];
}

/** The text of a document's first heading; null if it has none. */
export const firstHeading = (blocks: readonly Block[]): string | null =>
  blocks.find((block) => block.kind === "heading")?.text ?? null;

/** Puts code into a fence that is longer than any fence inside the code. `language` is shown only if it is a name. */
export const fenced = (code: string, language = ""): string => {
  let longestRun = 2;
  for (const [, ticks = ""] of code.matchAll(/^ {0,3}(`+)/gm)) longestRun = Math.max(longestRun, ticks.length);
  const fence = "`".repeat(longestRun + 1);
  return `${fence}${/^[\w+#.-]{1,30}$/.test(language) ? language : ""}\n${code}\n${fence}`;
};
