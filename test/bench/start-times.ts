/** Measures how long each hosted part takes from the start of its process until `/readyz` answers 200. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureWarehouse } from "../../reference-servers/servers/presto/warehouse/sample-warehouse.ts";
import { freePort } from "../support/network/listening.ts";
import { type Deployment, hosted, type PartStart, startPart } from "./deployment.ts";
import { quantile } from "./measures.ts";

export interface StartTimes {
  readonly part: string;
  readonly minMs: number;
  readonly medianMs: number;
}

/** `newDatabase` makes an empty database. The parts of `deployment` run meanwhile, and its edge and registry are started again. */
export async function measureStarts(
  deployment: Deployment,
  newDatabase: () => Promise<string>,
  folder: string,
  rounds: number,
): Promise<readonly StartTimes[]> {
  const { registryStart, edgeStart, serverVariables } = deployment;
  const warehouse = join(folder, "warehouse.duckdb");
  await ensureWarehouse(warehouse, { events: 20_000 });
  const server = (name: string, variables: Readonly<Record<string, string>> = {}): PartStart => ({
    ...{ main: `${hosted}/servers/${name}/main.ts`, url: "" },
    variables: { ...serverVariables(name), ...variables },
  });
  const knowledgeDatabase = await newDatabase();
  const parts: readonly [string, () => Promise<PartStart>][] = [
    ["registry, empty database", async () => withDatabase(registryStart, await newDatabase())],
    ["registry, migrated database", async () => registryStart],
    ["edge", async () => edgeStart],
    ["presto", async () => server("presto", { DRAWBRIDGE_WAREHOUSE: warehouse })],
    ["spark", async () => server("spark", { SPARK_EVENT_LOG_DIR: folder })],
    ["knowledge, migrated database", async () => server("knowledge", { DATABASE_URL: knowledgeDatabase })],
  ];
  const times: StartTimes[] = [];
  for (const [part, startOf] of parts) {
    const samples: number[] = [];
    // The first start is not counted: it fills the disk's cache, and migrates Knowledge's database.
    for (let round = 0; round <= rounds; round += 1) {
      const started = await startPart({ ...(await startOf()), url: `http://127.0.0.1:${await freePort()}` });
      await started.stop();
      if (round > 0) samples.push(started.readyMs);
    }
    times.push({ part, minMs: Math.min(...samples), medianMs: quantile(samples, 0.5) });
  }
  await rm(warehouse, { force: true });
  return times;
}

const withDatabase = (start: PartStart, databaseUrl: string): PartStart => ({
  ...start,
  variables: { ...start.variables, DATABASE_URL: databaseUrl },
});
