/** The sample warehouse with few events, in a temporary folder of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureWarehouse } from "@drawbridge/presto/warehouse/ensure";

export interface SmallWarehouse {
  readonly file: string;
  readonly folder: string;
  dispose(): Promise<void>;
}

export const smallWarehouseEvents = 20_000;

export async function makeSmallWarehouse(): Promise<SmallWarehouse> {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-warehouse-"));
  const file = join(folder, "warehouse.duckdb");
  await ensureWarehouse(file, { events: smallWarehouseEvents });
  return { file, folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}
