/** Opens the engine that the settings name. */
import type { EngineSettings } from "../settings.ts";
import { ensureWarehouse } from "../warehouse/ensure.ts";
import { createDuckDbEngine } from "./duckdb/engine.ts";
import type { Engine } from "./engine.ts";
import { createPrestoEngine } from "./presto/engine.ts";

/** Makes the sample warehouse where DuckDB has none yet. Throws where the engine cannot be opened. */
export async function openEngine(settings: EngineSettings, onProgress: (message: string) => void): Promise<Engine> {
  if (settings.kind !== "duckdb") return createPrestoEngine(settings.connection);
  await ensureWarehouse(settings.warehouse, { onProgress });
  return createDuckDbEngine({ file: settings.warehouse });
}
