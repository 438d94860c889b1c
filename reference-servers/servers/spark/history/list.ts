/** Lists the applications of a History Server, the latest first. */
import { z } from "zod";
import type { HistoryServer } from "./client.ts";
import { Application } from "./wire.ts";

export interface HistoryEntry {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
  readonly changedAt: number | null;
  readonly finished: boolean;
}

/** Throws SparkError. */
export async function listFromHistory(
  server: HistoryServer,
  limit: number,
  signal: AbortSignal,
): Promise<readonly HistoryEntry[]> {
  const applications = await server.get(["applications"], { limit: String(limit) }, z.array(Application), signal);
  return (applications ?? []).map(({ id, name, attempts: [latest] }) => ({
    id,
    name,
    user: latest?.sparkUser ?? null,
    changedAt: latest?.endTime ?? latest?.startTime ?? null,
    finished: latest?.completed ?? false,
  }));
}
