import assert from "node:assert/strict";
import { startProcesses } from "../../../../../reference-servers/servers/presto/engines/duckdb/process/processes.ts";
import type { SpawnedEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/process/spawned-engine.ts";

/** Engines that become ready when the test says so. */
function world() {
  const starts: (() => void)[] = [];
  const living = new Set<number>();
  const spawn = async (): Promise<SpawnedEngine> => {
    const pid = starts.length + 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    starts.push(resolve);
    await promise;
    living.add(pid);
    return {
      pid,
      get alive() {
        return living.has(pid);
      },
      newId: () => 1,
      abort: () => {},
      quiet: async () => true,
      ask: () => Promise.reject(new Error("this engine answers nothing")),
      close: async () => void living.delete(pid),
    };
  };
  return { starts, living, spawn };
}

describe("the embedded engine's processes", () => {
  it("After two simultaneous changes, no process of an earlier file remains", async () => {
    const { starts, living, spawn } = world();
    const starting = startProcesses(spawn);
    starts[0]?.();
    const processes = await starting;
    const reopened = [processes.reopen(), processes.reopen()];
    starts[2]?.();
    starts[1]?.();
    await Promise.all(reopened);
    assert.deepEqual([...living], [3]);
    await processes.use(async (engine) => assert.equal(engine.pid, 3));
    await processes.close();
    assert.equal(living.size, 0);
  });

  it("A process that was still starting when the pool closed is ended", async () => {
    const { starts, living, spawn } = world();
    const starting = startProcesses(spawn);
    starts[0]?.();
    const processes = await starting;
    const reopened = processes.reopen();
    await processes.close();
    starts[1]?.();
    await reopened;
    assert.equal(living.size, 0);
  });

  it("A process that a readiness probe started while the file changed does not remain", async () => {
    const { starts, living, spawn } = world();
    const starting = startProcesses(spawn);
    starts[0]?.();
    const processes = await starting;
    const reopened = processes.reopen();
    const probe = processes.ready(AbortSignal.timeout(1_000)).catch(() => undefined);
    starts[1]?.();
    await new Promise((done) => setImmediate(done));
    starts[2]?.();
    await Promise.all([reopened, probe]);
    await processes.close();
    assert.equal(living.size, 0);
  });
});
