/**
 * The parts into which every document is read: headings, code, and other text. Code is kept whole if it fits into a
 * passage.
 */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  /** `raw` is what the author wrote, including the fence. */
  | { readonly kind: "code"; readonly raw: string }
  | { readonly kind: "text"; readonly raw: string };

export interface ReadDocument {
  /** Null if the document has none. */
  readonly title: string | null;
  readonly blocks: readonly Block[];
}
