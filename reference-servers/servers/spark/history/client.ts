/**
 * Client of a Spark History Server. Its address is a setting of the operator; input from a caller is only ever a path
 * segment below it.
 */
import type { z } from "zod";
import { SparkError } from "../errors.ts";

/** Bytes of the largest answer that is read; task lists of big stages are the largest. */
const maxAnswerBytes = 64 * 2 ** 20;
const timeoutMs = 30_000;

export interface HistoryServer {
  /** Gets a path below /api/v1; the segments are encoded. Returns null if the server answers 404. Throws SparkError. */
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
      const response = await requestJson(target, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      return response.status === 404 ? null : readAnswer(response, schema);
    },
  };
}

/** A redirect is refused: it could lead to a host that the operator did not configure. */
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
      "The History Server gave an answer that Spark's API does not define.",
      "Ask the operator of this server to check SPARK_HISTORY_URL.",
    );
  }
  return parsed.data;
}

async function readBounded(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxAnswerBytes) {
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
    "The Spark History Server does not answer, or answers with an error.",
    "Try again in a minute; if it fails again, tell the operator of the History Server.",
    { cause },
  );
