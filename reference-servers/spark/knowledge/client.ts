/** Stores root causes in the Knowledge server after a person approved, and finds them again for the next diagnosis. */
import { KeptRootCause, type RootCause, Similar, type SimilarAsk } from "@drawbridge/contracts/knowledge";
import { storable } from "@drawbridge/contracts/storable-text";
import { SparkError } from "../errors.ts";

export interface Memory {
  /** The root cause stored under `id`; null if there is none. Throws SparkError. */
  kept(id: string, signal: AbortSignal): Promise<KeptRootCause | null>;
  /** Replaces `before`. Throws SparkError "changed-meanwhile" if anything other than `before` is stored. */
  keep(id: string, rootCause: RootCause, before: KeptRootCause | null, signal: AbortSignal): Promise<void>;
  /** Throws SparkError. */
  similar(ask: SimilarAsk, signal: AbortSignal): Promise<Similar["hits"]>;
}

const patienceMs = 10_000;

export function memory(url: string, credential: string): Memory {
  const send = async (
    method: string,
    path: string,
    body: unknown,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    try {
      return await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${credential}`, "content-type": "application/json", ...headers },
        // Quoted log text may contain characters that a database rejects.
        body:
          body === null
            ? null
            : JSON.stringify(body, (_, value: unknown) => (typeof value === "string" ? storable(value) : value)),
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      });
    } catch (cause) {
      throw unreachable(cause);
    }
  };
  return {
    async kept(id, signal) {
      const answer = await send("GET", pathOf(id), null, signal);
      if (answer.status === 404) return null;
      const parsed = answer.ok ? KeptRootCause.safeParse(await answer.json().catch(() => null)) : null;
      if (parsed?.success !== true) throw unreachable(new Error(`HTTP ${answer.status}`));
      return parsed.data;
    },
    async keep(id, rootCause, before, signal) {
      const condition = before === null ? { "if-none-match": "*" } : { "if-match": `"${before.digest}"` };
      const answer = await send("PUT", pathOf(id), rootCause, signal, condition);
      if (answer.status === 412) throw changedMeanwhile();
      if (!answer.ok) throw unreachable(new Error(`HTTP ${answer.status}`));
    },
    async similar(ask, signal) {
      const answer = await send("POST", "/internal/v1/similar", ask, signal);
      const parsed = answer.ok ? Similar.safeParse(await answer.json().catch(() => null)) : null;
      if (parsed?.success !== true) throw unreachable(new Error(`HTTP ${answer.status}`));
      return parsed.data.hits;
    },
  };
}

const pathOf = (id: string): string => `/internal/v1/root-causes/${encodeURIComponent(id)}`;

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
