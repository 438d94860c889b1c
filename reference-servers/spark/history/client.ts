/** Asks a Spark History Server. The address is the operator's setting; what a caller names is a path segment below it. */
import type { z } from "zod";
import { SparkError } from "../errors.ts";

/** Bytes of the largest answer read: task lists of big stages are the largest. */
const largestAnswer = 64 * 2 ** 20;
const patienceMs = 30_000;

export interface HistoryServer {
  /** A path below /api/v1, its segments encoded; null where the server knows no such thing. Throws SparkError. */
  get<Schema extends z.ZodType>(
    segments: readonly (string | number)[],
    query: Readonly<Record<string, string>>,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema> | null>;
}

export function historyServer(url: string): HistoryServer {
  const base = new URL("api/v1/", url.endsWith("/") ? url : `${url}/`);
  return {
    async get(segments, query, schema, signal) {
      const target = new URL(segments.map((segment) => encodeURIComponent(segment)).join("/"), base);
      target.search = new URLSearchParams(query).toString();
      const response = await requestJson(target, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
      return response.status === 404 ? null : readAnswer(response, schema);
    },
  };
}

/** A redirect would lead to a host that nobody configured. */
async function requestJson(target: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(target, { headers: { accept: "application/json" }, redirect: "error", signal });
  } catch (cause) {
    throw unreachable(cause);
  }
}

async function readAnswer<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.output<Schema>> {
  if (!response.ok) throw unreachable(new Error(`HTTP ${response.status}`));
  const parsed = schema.safeParse(await readBounded(response));
  if (!parsed.success) {
    throw new SparkError(
      "source-unreachable",
      "The History Server answered in a form that is not Spark's.",
      "Ask whoever runs this server to check SPARK_HISTORY_URL.",
    );
  }
  return parsed.data;
}

async function readBounded(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largestAnswer) {
      throw new SparkError("too-large", "The History Server's answer is too large to read.", "Ask for one stage.");
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}

const unreachable = (cause: unknown): SparkError =>
  new SparkError(
    "source-unreachable",
    "The Spark History Server does not answer as it should.",
    "Try again in a minute; if it stays, tell whoever runs it.",
    { cause },
  );
