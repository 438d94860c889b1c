/** All errors that can happen between a question and a document. Messages never quote a document or a query. */
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { ToolError } from "@drawbridge/framework";

export const knowledgeErrors = {
  "unknown-document": {
    meaning: "There is no such document, or the user may not read it.",
    next: "Search for it; ids come from search.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "unknown-source": {
    meaning: "There is no such source, or the user may not read it.",
    next: "Ask list_sources for the names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-writable": {
    meaning: "The documents of this source come from elsewhere, so nothing can be written there.",
    next: "Choose a source that list_sources calls writable, or change the document where it comes from.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "already-there": {
    meaning: "The source has a document of that title.",
    next: "Change it with update_document, or choose another title.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "no-text": {
    meaning: "The document has no text that a reader would see.",
    next: "Write some, and call again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-deep": {
    meaning: "The HTML in the document nests too deep.",
    next: "Write it flatter, and call again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning: "Another user changed the document after the call was planned. Nothing was changed.",
    next: "Fetch it again, and call with what it should say now.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-much": {
    meaning: "The search took too long, and was stopped.",
    next: "Use fewer, rarer words.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "store-unreachable": {
    meaning: "The store of documents does not answer.",
    next: "Try again in a minute.",
    mayHaveRun: "depends",
    retryable: false,
    exit: "failed",
  },
} as const satisfies Readonly<Record<string, ErrorFacts>>;

export type KnowledgeErrorCode = keyof typeof knowledgeErrors;

export class KnowledgeError extends ToolError<KnowledgeErrorCode> {
  override readonly name = "KnowledgeError";
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
