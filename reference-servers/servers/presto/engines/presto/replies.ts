/**
 * Validates and reads the engine's replies (https://prestodb.io/docs/current/develop/client-protocol.html). HTTP 200
 * does not mean success: a failed query has `error`.
 */
import { z } from "zod";
import type { RunProgress } from "../../price-stop.ts";
import type { Cell, Column, Row } from "../engine.ts";
import { decodeRow, TypeSignature } from "./cells.ts";
import { Failure, readStatus, unexpectedAnswer, unreachable } from "./engine-error.ts";
import type { Reply } from "./engine-http.ts";
import { parseJson } from "./json.ts";

/** The engine's counters of a run; beyond 2 ** 53 they are texts (json.ts). Trino also counts bytes from storage. */
const count = z.coerce.number().nonnegative().default(0);
const Stats = z.object({
  processedRows: count,
  processedBytes: count,
  physicalInputBytes: count,
  cpuTimeMillis: count,
});

const Answer = z.object({
  id: z.string(),
  nextUri: z.url().optional(),
  columns: z
    .array(z.object({ name: z.string(), type: z.string(), typeSignature: TypeSignature.optional() }))
    .optional(),
  data: z.array(z.array(z.custom<Cell>())).optional(),
  error: Failure.optional(),
  updateCount: z.number().optional(),
  stats: Stats.optional(),
});

export interface Page {
  readonly id: string;
  /** The address of the next page; null at the end. */
  readonly next: URL | null;
  readonly columns: readonly Column[] | null;
  readonly rows: readonly Row[];
  readonly failure: Failure | null;
  /** Rows written or removed; null until the engine reports them. */
  readonly updated: number | null;
  /** The progress of the run. */
  readonly progress: Omit<RunProgress, "resultRows">;
}

/**
 * Throws SqlError for a reply outside of the protocol, and for one whose next page is at another origin than `engine`,
 * because the caller's name may be sent only to the configured engine.
 */
export function readPage({ status, body }: Reply, engine: URL): Page {
  if (status !== 200) throw readStatus(status);
  const answer = Answer.safeParse(parseBody(body)).data;
  if (answer === undefined) throw unexpectedAnswer("does not follow the statement protocol");
  const next = answer.nextUri === undefined ? null : new URL(answer.nextUri);
  if (next !== null && next.origin !== engine.origin) throw unexpectedAnswer("leads to another address");
  const signatures = answer.columns?.map(({ typeSignature }) => typeSignature);
  return {
    id: answer.id,
    next,
    columns: answer.columns?.map(({ name, type }) => ({ name, type })) ?? null,
    rows: (answer.data ?? []).map((row) => decodeRow(row, signatures ?? [])),
    failure: answer.error ?? null,
    updated: answer.updateCount ?? null,
    progress: progressIn(answer.stats),
  };
}

const progressIn = (stats: z.infer<typeof Stats> | undefined): Page["progress"] => ({
  rowsRead: stats?.processedRows ?? 0,
  bytesRead: Math.max(stats?.processedBytes ?? 0, stats?.physicalInputBytes ?? 0),
  cpuMs: stats?.cpuTimeMillis ?? 0,
});

/**
 * Checks the reply to a DELETE. Throws SqlError if the engine did not accept it. If the engine has forgotten the query,
 * it has ended.
 */
export function readEnd({ status }: Reply): void {
  if (status >= 400 && status !== 404 && status !== 410) throw readStatus(status);
}

const Query = z.object({ state: z.string() });

/** The state of a query, from the reply to GET /v1/query/{id}; "unknown" if the engine has forgotten it. */
export function readOutcome({ status, body }: Reply): "succeeded" | "failed" | "running" | "unknown" {
  if (status === 404 || status === 410) return "unknown";
  if (status !== 200) throw readStatus(status);
  switch (Query.safeParse(parseBody(body)).data?.state) {
    case "FINISHED":
      return "succeeded";
    case "FAILED":
      return "failed";
    case undefined:
      throw unexpectedAnswer("does not contain the state of the query");
    default:
      return "running";
  }
}

const Info = z.object({ starting: z.boolean() });

/** Checks the reply to GET /v1/info. Throws SqlError "engine-unreachable" while the engine is starting. */
export function readInfo({ status, body }: Reply): void {
  if (status !== 200) throw readStatus(status);
  const info = Info.safeParse(parseBody(body)).data;
  if (info === undefined) throw unexpectedAnswer("does not say whether it has started");
  if (info.starting) throw unreachable("The engine is still starting.");
}

function parseBody(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
