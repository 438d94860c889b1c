/** A program with an engine, to be killed: tells its parent the engine's process id. */
import { spawnEngine } from "@drawbridge/presto/engines/duckdb/spawned-engine";

const spawned = await spawnEngine({ file: process.argv[2] ?? "", purpose: "read", onProgress: () => {} });
process.send?.(spawned.pid);
