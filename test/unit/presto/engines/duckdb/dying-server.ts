/** A program with an engine that a test kills. It sends the engine's process id to its parent. */
import { spawnEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/process/spawned-engine.ts";

const spawned = await spawnEngine({ file: process.argv[2] ?? "", purpose: "read", onProgress: () => {} });
process.send?.(spawned.pid);
