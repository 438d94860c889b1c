/** All errors that can happen between a question and a document. Messages never quote a document or a query. */
export const knowledgeErrorCodes = [
  "unknown-document",
  "unknown-source",
  "not-writable",
  "already-there",
  "no-text",
  "too-deep",
  "changed-meanwhile",
  "too-much",
  "store-unreachable",
] as const;
export type KnowledgeErrorCode = (typeof knowledgeErrorCodes)[number];

export class KnowledgeError extends Error {
  readonly code: KnowledgeErrorCode;
  /** What the caller should do next; the model reads it. */
  readonly next: string;

  constructor(code: KnowledgeErrorCode, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "KnowledgeError";
    this.code = code;
    this.next = next;
  }
}

/**
 * The same error for what does not exist and for what the caller may not read, so that the caller cannot tell one from
 * the other.
 */
export const unknownDocument = (): KnowledgeError =>
  new KnowledgeError(
    "unknown-document",
    "There is no such document.",
    "Search for it with search, which returns the ids.",
  );

/**
 * The same error for what does not exist and for what the caller may not read, so that the caller cannot tell one from
 * the other.
 */
export const unknownSource = (): KnowledgeError =>
  new KnowledgeError("unknown-source", "There is no such source.", "Call list_sources for the names.");
