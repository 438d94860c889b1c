/** Everything that can go wrong between a question and a document. Messages never quote a document or a query. */
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
  /** What the caller does next; part of what the model reads. */
  readonly next: string;

  constructor(code: KnowledgeErrorCode, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "KnowledgeError";
    this.code = code;
    this.next = next;
  }
}

/** Of what is not there, and of what the caller may not read: one answer for both. */
export const unknownDocument = (): KnowledgeError =>
  new KnowledgeError("unknown-document", "There is no such document.", "Search for it; ids come from search.");

/** Of what is not there, and of what the caller may not read: one answer for both. */
export const unknownSource = (): KnowledgeError =>
  new KnowledgeError("unknown-source", "There is no such source.", "Ask list_sources for the names.");
