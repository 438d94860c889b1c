/** All errors that can happen between a question and a document. Messages never quote a document or a query. */
import type { ErrorFacts } from "@drawbridge/contracts/errors";
import { ToolError } from "@drawbridge/framework";

export const knowledgeErrors = {
  "unknown-document": {
    meaning: "There is no such document, or the user may not read it.",
    next: "Use search to find the document's id.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "unknown-source": {
    meaning: "There is no such source, or the user may not read it.",
    next: "Use list_sources to get the names.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "not-writable": {
    meaning: "The documents of this source are read from a folder or checkout, so this server cannot write them.",
    next: "Choose a source that list_sources calls writable, or change the document where it comes from.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "already-there": {
    meaning: "The source already has a document with that title.",
    next: "Change it with update_document, or choose another title.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "no-text": {
    meaning: "The document has no visible text. Nothing was stored.",
    next: "Add text that a reader can see, and call again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-deep": {
    meaning: "The HTML elements in the document are nested too deeply. Nothing was stored.",
    next: "Nest fewer elements, and call again.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "changed-meanwhile": {
    meaning: "Another user changed the document after the call was planned. Nothing was changed.",
    next: "Fetch the document again, then call with its new text.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "too-much": {
    meaning: "The search took too long, and was stopped.",
    next: "Search for fewer and rarer words.",
    mayHaveRun: "no",
    retryable: false,
    exit: "failed",
  },
  "store-unreachable": {
    meaning: "The database of the documents does not answer.",
    next: "Try again in a minute. If it fails again, tell the operator of this server.",
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
