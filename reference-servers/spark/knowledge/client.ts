/** Root causes at the Knowledge server: kept once a person approved, and found again by the next diagnosis. */
import { type RootCause, Similar, type SimilarAsk } from "@drawbridge/contracts/knowledge";
import { storable } from "@drawbridge/contracts/storable-text";
import { SparkError } from "../errors.ts";

export interface Memory {
  /** Throws SparkError. */
  keep(id: string, rootCause: RootCause, signal: AbortSignal): Promise<void>;
  /** Throws SparkError. */
  similar(ask: SimilarAsk, signal: AbortSignal): Promise<Similar["hits"]>;
}

const patienceMs = 10_000;

export function memory(url: string, credential: string): Memory {
  const send = async (method: string, path: string, body: unknown, signal: AbortSignal): Promise<Response> => {
    try {
      return await fetch(new URL(path, url), {
        method,
        headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
        // What a log says is quoted, so it may hold what no store takes.
        body: JSON.stringify(body, (_, value: unknown) => (typeof value === "string" ? storable(value) : value)),
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      });
    } catch (cause) {
      throw unreachable(cause);
    }
  };
  return {
    async keep(id, rootCause, signal) {
      const answer = await send("PUT", `/internal/v1/root-causes/${encodeURIComponent(id)}`, rootCause, signal);
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

const unreachable = (cause: unknown): SparkError =>
  new SparkError(
    "source-unreachable",
    "The Knowledge server, which keeps past failures, does not answer as it should.",
    "Try again in a minute; diagnoses work without it.",
    { cause },
  );
