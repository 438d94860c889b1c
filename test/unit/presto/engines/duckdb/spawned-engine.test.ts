import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SqlError } from "@drawbridge/presto/errors";
import { z } from "zod";
import { createDuckDbEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/engine.ts";
import { spawnEngine } from "../../../../../reference-servers/servers/presto/engines/duckdb/process/spawned-engine.ts";
import type { Engine } from "../../../../../reference-servers/servers/presto/engines/engine.ts";
import { passTime } from "../../../../support/clocks/real-time.ts";
import { until } from "../../../../support/clocks/until.ts";
import { type SmallWarehouse, startSmallEngine } from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";
import { onceForSuite } from "../../../../support/worlds/suite-hooks.ts";
import { ada, allRows } from "./read-result.ts";

const failed = (why: RegExp) => (error: unknown) =>
  error instanceof SqlError && error.code === "engine-failed" && why.test(error.message);
const isCancelled = (error: unknown) => error instanceof SqlError && error.code === "cancelled";
const never = new AbortController().signal;
const endless =
  "SELECT count(*) FROM ads.events a, ads.events b, ads.events c WHERE length(a.device || b.device || c.device) = 99";
/** DuckDB computes this while planning, in one call of at least half a minute that it does not interrupt. */
const stubborn = "SELECT list_reduce(range(20000000), lambda a, b: (a * 31 + b) % 1000003)";

const isGone = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

describe("the engine's own process", function () {
  this.timeout(60_000);
  let warehouse: SmallWarehouse;
  let engine: Engine;
  onceForSuite(startSmallEngine, (started) => {
    ({ warehouse, engine } = started);
  });
  it(
    verifies(
      "presto.boxed-engine",
      "Only the process of a statement ends if the statement uses memory that the engine does not count",
    ),
    async () => {
      const abort = new AbortController();
      const { batches } = await engine.execute(endless, ada, abort.signal);
      const other = assert.rejects(async () => {
        for await (const batch of batches()) assert.fail(`a batch of ${batch.length}`);
      }, isCancelled);
      await assert.rejects(
        allRows(engine, "SELECT length(rpad('x', 1000000000, 'y'))"),
        failed(/more memory|did not plan/),
      );
      abort.abort();
      await other;
      assert.deepEqual(await allRows(engine, "SELECT 1"), [[1]]);
    },
  );

  it(
    verifies(
      "presto.boxed-engine",
      "The engine process ends if a statement cannot be stopped, and the next statement is answered",
    ),
    async () => {
      const abort = new AbortController();
      const planning = engine.estimate(stubborn, ada, abort.signal);
      const stopped = assert.rejects(planning, /no longer wanted/);
      await passTime(200, "the engine plans in one call, which shows nothing until it ends");
      abort.abort(new Error("no longer wanted"));
      await stopped;
      assert.equal((await engine.estimate("SELECT 1", ada, never)).rows, 1);
    },
  );

  it(
    verifies("shares.time-limit", "The engine process ends if a statement does not stop at its time limit"),
    async () => {
      const hasty = await createDuckDbEngine({ file: warehouse.file, statementTimeoutMs: 1_000 });
      try {
        for (const sql of [endless, "SELECT sleep_ms(100000000)"]) {
          await assert.rejects(
            allRows(hasty, sql),
            (error) => error instanceof SqlError && error.code === "time-limit" && /for 1 s/.test(error.message),
          );
        }
        assert.deepEqual(await allRows(hasty, "SELECT 1"), [[1]]);
      } finally {
        await hasty.close();
      }
    },
  );

  it(verifies("shares.time-limit", "A change that reaches its time limit ends and has changed nothing"), async () => {
    const hasty = await createDuckDbEngine({ file: warehouse.file, statementTimeoutMs: 1 }); // a copy takes longer
    const target = { kind: "table", catalog: null, schema: "ads", name: "events" } as const;
    const change = {
      kind: "change",
      verb: "DELETE",
      sql: "DELETE FROM ads.events",
      targets: [target],
      reads: [],
      query: null,
      functions: [],
      replaces: false,
    } as const;
    const resolution = { objects: [], unreadable: [] };
    try {
      const planned = await hasty.planChange(change, resolution, ada, never);
      await assert.rejects(
        hasty.makeChange(change, ada, { planned, resolution, begins: async () => {}, signal: never }),
        (error) => error instanceof SqlError && error.code === "time-limit" && error.mayHaveRun === false,
      );
    } finally {
      await hasty.close();
    }
    const [[rows] = []] = await allRows(engine, "SELECT count(*) > 0 FROM ads.events");
    assert.equal(rows, true);
  });

  it("Wide results are sent in small batches, and a row too large for any result is refused", async () => {
    const execution = await engine.execute("SELECT rpad('x', 100000, 'y') FROM range(100)", ada, never);
    let rows = 0;
    for await (const batch of execution.batches()) {
      assert.ok(batch.length <= 11);
      rows += batch.length;
    }
    assert.equal(rows, 100);
    // Not a constant, which DuckDB would compute while it plans: on a busy machine for longer than it may plan.
    const tooLarge = "SELECT repeat('x', 20000000 + range::INTEGER) FROM range(1)";
    await assert.rejects(allRows(engine, tooLarge), failed(/larger than 16 MiB/));
  });

  it(verifies("presto.no-way-out", "The engine process gets nothing from the server's environment"), async () => {
    process.env.DRAWBRIDGE_TEST_SECRET = "do not pass on";
    const spawned = await spawnEngine({ file: warehouse.file, purpose: "read", onProgress: () => {} });
    try {
      const { stdout } = await promisify(execFile)("ps", ["eww", "-o", "command=", "-p", String(spawned.pid)]);
      assert.match(stdout, /TZ=UTC/);
      assert.doesNotMatch(stdout, /do not pass on|PATH=|HOME=/);
    } finally {
      delete process.env.DRAWBRIDGE_TEST_SECRET;
      await spawned.close();
    }
  });

  it("Closing the engine process ends it and rejects all waiting questions", async () => {
    const spawned = await spawnEngine({ file: warehouse.file, purpose: "read", onProgress: () => {} });
    const id = spawned.newId();
    await spawned.ask(id, { op: "execute", sql: endless, price: null }, z.unknown(), never);
    const waiting = spawned.ask(spawned.newId(), { op: "next", execution: id }, z.unknown(), never);
    await Promise.all([assert.rejects(waiting, failed(/ended/)), spawned.close()]);
    await until("its process is gone", () => isGone(spawned.pid ?? 0));
    assert.equal(spawned.alive, false);
    await assert.rejects(spawned.ask(spawned.newId(), { op: "ready" }, z.null(), never), failed(/ended/));
  });

  it("The engine process ends when its server ends in any way", async () => {
    const program = fileURLToPath(new URL("./dying-server.ts", import.meta.url));
    const server = fork(program, [warehouse.file]);
    const [pid] = z.tuple([z.number()]).parse((await once(server, "message")).slice(0, 1));
    server.kill("SIGKILL");
    await until("its process is gone", () => isGone(pid));
  });

  it("The engine process creates the sample warehouse on request, and says why it cannot open a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "drawbridge-engine-"));
    try {
      const absent = join(folder, "absent.duckdb");
      await assert.rejects(createDuckDbEngine({ file: absent }), /cannot open.*absent\.duckdb/s);
      const broken = join(folder, "broken.duckdb");
      await writeFile(broken, "no database");
      await assert.rejects(createDuckDbEngine({ file: broken, sample: true }), /cannot open.*broken\.duckdb/s);
      assert.deepEqual(await readdir(folder), ["broken.duckdb"]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
