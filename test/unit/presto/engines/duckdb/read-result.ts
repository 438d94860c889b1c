/** Reads a whole result, for tests. */
import type { Caller, Engine, Row } from "../../../../../reference-servers/servers/presto/engines/engine.ts";

export const ada: Caller = { user: "ada", agent: null };

export async function allRows(engine: Engine, sql: string): Promise<readonly Row[]> {
  const execution = await engine.execute(sql, ada, new AbortController().signal);
  const rows: Row[] = [];
  for await (const batch of execution.batches()) rows.push(...batch);
  return rows;
}
