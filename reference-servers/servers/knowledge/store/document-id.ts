/** Ids of documents and passages, as search returns and fetch accepts them. */
import { createHash } from "node:crypto";

/**
 * The id depends only on source and path, not on the content. It gives no permission: every answer checks the reader's
 * groups.
 */
export const documentId = (source: string, path: string): string =>
  createHash("sha256").update(`${source}\n${path}`).digest("hex").slice(0, 20);

export interface PassageId {
  readonly document: string;
  readonly ordinal: number;
}

/** The first passage of a document has the document's id. */
export const passageId = ({ document, ordinal }: PassageId): string =>
  ordinal === 0 ? document : `${document}-${ordinal}`;

/** Null if the text is no such id. */
export function readPassageId(id: string): PassageId | null {
  const [, document, ordinal] = /^([0-9a-f]{20})(?:-([1-9]\d{0,4}))?$/.exec(id) ?? [];
  return document === undefined ? null : { document, ordinal: Number(ordinal ?? 0) };
}
