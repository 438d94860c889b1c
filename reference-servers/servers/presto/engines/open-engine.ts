/** Opens the engine that the settings name. */
import type { EngineSettings } from "../settings.ts";
import { createDuckDbEngine } from "./duckdb/engine.ts";
import { ownWarehouse } from "./duckdb/owner.ts";
import type { Engine } from "./engine.ts";
import { createPrestoEngine } from "./presto/engine.ts";

/**
 * For DuckDB, it creates the sample warehouse if there is none. Throws an Error if the engine cannot be opened, or if
 * another process has the warehouse.
 */
export async function openEngine(
  settings: EngineSettings,
  statementTimeoutMs: number,
  onProgress: (message: string) => void,
): Promise<Engine> {
  if (settings.kind !== "duckdb") return createPrestoEngine(settings.connection, statementTimeoutMs);
  const { warehouse: file, planningTimeoutMs } = settings;
  const owner = await ownWarehouse(file);
  try {
    const engine = await createDuckDbEngine({ file, sample: true, onProgress, statementTimeoutMs, planningTimeoutMs });
    return {
      ...engine,
      async close() {
        await engine.close();
        owner.release();
      },
    };
  } catch (error) {
    owner.release();
    throw error;
  }
}
