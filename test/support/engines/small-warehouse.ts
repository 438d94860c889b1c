/** The sample warehouse with few events, in a temporary folder of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { createDuckDbEngine } from "../../../reference-servers/servers/presto/engines/duckdb/engine.ts";
import type { Engine } from "../../../reference-servers/servers/presto/engines/engine.ts";
import { ensureWarehouse } from "../../../reference-servers/servers/presto/warehouse/sample-warehouse.ts";

export interface SmallWarehouse {
  readonly file: string;
  readonly folder: string;
  dispose(): Promise<void>;
}

export const smallWarehouseEvents = 20_000;

/** `also`: statements that run in the warehouse before any server opens it, for tests that need more tables. */
export async function makeSmallWarehouse(also: readonly string[] = []): Promise<SmallWarehouse> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-warehouse-"));
  const file = join(folder, "warehouse.duckdb");
  await ensureWarehouse(file, { events: smallWarehouseEvents });
  if (also.length > 0) {
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    for (const sql of [...also, "CHECKPOINT"]) await connection.run(sql);
    connection.closeSync();
    instance.closeSync();
  }
  return { file, folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** The embedded engine on a small warehouse of its own. */
export async function startSmallEngine(): Promise<{
  warehouse: SmallWarehouse;
  engine: Engine;
  close(): Promise<void>;
}> {
  const warehouse = await makeSmallWarehouse();
  const engine = await createDuckDbEngine({ file: warehouse.file });
  return {
    ...{ warehouse, engine },
    async close() {
      await engine.close();
      await warehouse.dispose();
    },
  };
}
