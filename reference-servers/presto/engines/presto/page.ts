/**
 * The engine's replies, checked. https://prestodb.io/docs/current/develop/client-protocol.html; HTTP 200 says nothing
 * of a query: a failed one has `error`.
 */
import { z } from "zod";
import type { RunProgress } from "../../price-stop.ts";
import type { Cell, Column, Row } from "../engine.ts";
import { decodeRow, TypeSignature } from "./cells.ts";
import { Failure, readStatus, unexpectedAnswer, unreachable } from "./engine-error.ts";
import { parseJson } from "./json.ts";
import type { Reply } from "./wire.ts";

/** What the engine counts of a run; beyond 2 ** 53 as a text (json.ts). Trino counts what came from storage besides. */
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
  /** Where to ask on; null at the end. */
  readonly next: URL | null;
  readonly columns: readonly Column[] | null;
  readonly rows: readonly Row[];
  readonly failure: Failure | null;
  /** Rows written or removed, once the engine tells. */
  readonly updated: number | null;
  /** How far the run has come. */
  readonly progress: Omit<RunProgress, "rowsGiven">;
}

/**
 * Throws SqlError for a reply that is none of the protocol's, and for one that would lead to another origin than
 * `engine`: the caller's name goes only where we were told to send it.
 */
export function readPage({ status, body }: Reply, engine: URL): Page {
  if (status !== 200) throw readStatus(status);
  const answer = Answer.safeParse(parsed(body)).data;
  if (answer === undefined) throw unexpectedAnswer("is not of the statement protocol");
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

/** The reply to a DELETE: throws SqlError where the engine did not take it. A query that it has forgotten has ended. */
export function readEnd({ status }: Reply): void {
  if (status >= 400 && status !== 404 && status !== 410) throw readStatus(status);
}

const Query = z.object({ state: z.string() });

/** The reply to GET /v1/query/{id}: how that query stands. Unknown to an engine that has forgotten it. */
export function readOutcome({ status, body }: Reply): "succeeded" | "failed" | "running" | "unknown" {
  if (status === 404 || status === 410) return "unknown";
  if (status !== 200) throw readStatus(status);
  switch (Query.safeParse(parsed(body)).data?.state) {
    case "FINISHED":
      return "succeeded";
    case "FAILED":
      return "failed";
    case undefined:
      throw unexpectedAnswer("says nothing of the query");
    default:
      return "running";
  }
}

const Info = z.object({ starting: z.boolean() });

/** The reply to GET /v1/info: throws SqlError "engine-unreachable" while the engine is starting. */
export function readInfo({ status, body }: Reply): void {
  if (status !== 200) throw readStatus(status);
  const info = Info.safeParse(parsed(body)).data;
  if (info === undefined) throw unexpectedAnswer("says nothing of its start");
  if (info.starting) throw unreachable("The engine is still starting.");
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
