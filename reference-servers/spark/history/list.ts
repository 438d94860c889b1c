/** The applications that a History Server knows, the latest first as it lists them. */
import { z } from "zod";
import type { HistoryServer } from "./client.ts";
import { Application } from "./wire.ts";

export interface ListedByHistory {
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
): Promise<readonly ListedByHistory[]> {
  const listed = await server.get(["applications"], { limit: String(limit) }, z.array(Application), signal);
  return (listed ?? []).map(({ id, name, attempts: [latest] }) => ({
    id,
    name,
    user: latest?.sparkUser ?? null,
    changedAt: latest?.endTime ?? latest?.startTime ?? null,
    finished: latest?.completed ?? false,
  }));
}
