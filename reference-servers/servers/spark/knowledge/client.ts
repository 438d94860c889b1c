/** Stores root causes in the Knowledge server after a person approved, and finds them again for the next diagnosis. */
import { ApiClient } from "@drawbridge/contracts/http-api/client";
import { bearer } from "@drawbridge/contracts/http-api/credentials";
import type { KeptRootCause, RootCause, Similar, SimilarAsk } from "@drawbridge/contracts/knowledge";
import { findSimilar, keepRootCause, readRootCause } from "@drawbridge/contracts/peer-api/knowledge";
import { peersPath } from "@drawbridge/contracts/peer-api/peers";
import type { Secret } from "@drawbridge/contracts/secret";
import { storable } from "@drawbridge/contracts/storable-text";
import { SparkError } from "../errors.ts";

export interface KnowledgeClient {
  /** The root cause stored under `id`; null if there is none. Throws SparkError. */
  findKept(id: string, signal: AbortSignal): Promise<KeptRootCause | null>;
  /** Replaces `before`. Throws SparkError "changed-meanwhile" if anything other than `before` is stored. */
  keep(id: string, rootCause: RootCause, before: KeptRootCause | null, signal: AbortSignal): Promise<void>;
  /** Throws SparkError. */
  similar(ask: SimilarAsk, signal: AbortSignal): Promise<Similar["hits"]>;
}

const timeoutMs = 10_000;

export function knowledgeClient(url: string, credential: Secret): KnowledgeClient {
  const knowledge = new ApiClient({
    area: "peers",
    address: () => `${new URL(url).origin}${peersPath}`,
    credentials: bearer(credential),
    fetch: globalThis.fetch,
    // Quoted log text may contain characters that a database rejects.
    stringify: (body) =>
      JSON.stringify(body, (_, value: unknown) => (typeof value === "string" ? storable(value) : value)),
    timeoutMs,
  });
  return {
    async findKept(id, signal) {
      const answer = await withErrors(knowledge.call(readRootCause, { parameters: { id }, signal }));
      if (answer.kind === "answer") return answer.body;
      if (answer.kind === "refused" && answer.status === 404) return null;
      throw unreachable(new Error(`HTTP ${answer.status}`));
    },
    async keep(id, rootCause, before, signal) {
      const conditions: Record<string, string> =
        before === null ? { "if-none-match": "*" } : { "if-match": `"${before.digest}"` };
      const request = { parameters: { id }, body: rootCause, conditions, signal };
      const answer = await withErrors(knowledge.call(keepRootCause, request));
      if (answer.kind === "answer") return;
      throw answer.status === 412 ? changedMeanwhile() : unreachable(new Error(`HTTP ${answer.status}`));
    },
    async similar(ask, signal) {
      const answer = await withErrors(knowledge.call(findSimilar, { body: ask, signal }));
      if (answer.kind === "answer") return answer.body.hits;
      throw unreachable(new Error(`HTTP ${answer.status}`));
    },
  };
}

const withErrors = <Answered>(answer: Promise<Answered>): Promise<Answered> =>
  answer.catch((cause: unknown) => {
    throw unreachable(cause);
  });

const changedMeanwhile = (): SparkError =>
  new SparkError(
    "changed-meanwhile",
    "Another user recorded a root cause of this failure in the meantime. Nothing was changed.",
    "Look at the recorded causes with find_similar_failures, then call again: a person is asked to approve again.",
  );

const unreachable = (cause: unknown): SparkError =>
  new SparkError(
    "source-unreachable",
    "The Knowledge server, which stores past failures, does not answer, or answers with an error.",
    "Try again in a minute; diagnoses work without it.",
    { cause },
  );
