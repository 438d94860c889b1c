/** What any document is read into: headings, code that is kept whole where it fits, and all the rest. */
export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  /** `raw` as the author wrote it, its fence included. */
  | { readonly kind: "code"; readonly raw: string }
  | { readonly kind: "text"; readonly raw: string };

export interface ReadDocument {
  /** Null where the document has none. */
  readonly title: string | null;
  readonly blocks: readonly Block[];
}
