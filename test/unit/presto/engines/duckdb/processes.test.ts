import assert from "node:assert/strict";
import { startProcesses } from "@drawbridge/presto/engines/duckdb/processes";
import type { SpawnedEngine } from "@drawbridge/presto/engines/duckdb/spawned-engine";

/** Engines that are ready when the test says so. */
function world() {
  const asked: (() => void)[] = [];
  const living = new Set<number>();
  const spawn = async (): Promise<SpawnedEngine> => {
    const pid = asked.length + 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    asked.push(resolve);
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
  return { asked, living, spawn };
}

describe("the embedded engine's processes", () => {
  it("leave no process of an earlier file after two changes at once", async () => {
    const { asked, living, spawn } = world();
    const starting = startProcesses(spawn);
    asked[0]?.();
    const processes = await starting;
    const reopened = [processes.reopen(), processes.reopen()];
    asked[2]?.();
    asked[1]?.();
    await Promise.all(reopened);
    assert.deepEqual([...living], [3]);
    await processes.use(async (engine) => assert.equal(engine.pid, 3));
    await processes.close();
    assert.equal(living.size, 0);
  });

  it("leave none that was still starting when they were closed", async () => {
    const { asked, living, spawn } = world();
    const starting = startProcesses(spawn);
    asked[0]?.();
    const processes = await starting;
    const reopened = processes.reopen();
    await processes.close();
    asked[1]?.();
    await reopened;
    assert.equal(living.size, 0);
  });

  it("leave no process that a probe started while the file changed", async () => {
    const { asked, living, spawn } = world();
    const starting = startProcesses(spawn);
    asked[0]?.();
    const processes = await starting;
    const reopened = processes.reopen();
    const probe = processes.ready(AbortSignal.timeout(1_000)).catch(() => undefined);
    asked[1]?.();
    await new Promise((done) => setImmediate(done));
    asked[2]?.();
    await Promise.all([reopened, probe]);
    await processes.close();
    assert.equal(living.size, 0);
  });
});
