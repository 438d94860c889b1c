/** Names of documents and passages, as search gives and fetch takes them. */
import { createHash } from "node:crypto";

/** The same for the same place, whatever is in it. Knowing it lets nobody read: every answer asks for the groups. */
export const documentId = (source: string, path: string): string =>
  createHash("sha256").update(`${source}\n${path}`).digest("hex").slice(0, 20);

export interface PassageId {
  readonly document: string;
  readonly ordinal: number;
}

/** A document's first passage is named as the document is. */
export const passageId = ({ document, ordinal }: PassageId): string =>
  ordinal === 0 ? document : `${document}-${ordinal}`;

/** Null for what is no such name. */
export function readPassageId(id: string): PassageId | null {
  const [, document, ordinal] = /^([0-9a-f]{20})(?:-([1-9]\d{0,4}))?$/.exec(id) ?? [];
  return document === undefined ? null : { document, ordinal: Number(ordinal ?? 0) };
}
