import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openLocalChange } from "../../../../../reference-servers/servers/presto/engines/duckdb/change/local-change.ts";
import {
  limited,
  rolledBack,
  timedOut,
} from "../../../../../reference-servers/servers/presto/engines/duckdb/change/trial.ts";
import { createExecution } from "../../../../../reference-servers/servers/presto/engines/duckdb/execution.ts";
import { interruptible } from "../../../../../reference-servers/servers/presto/engines/duckdb/interruptible.ts";
import { createJoinKeys } from "../../../../../reference-servers/servers/presto/engines/duckdb/price/join-keys.ts";
import { prepareRead } from "../../../../../reference-servers/servers/presto/engines/duckdb/statement.ts";
import type { Table } from "../../../../../reference-servers/servers/presto/engines/duckdb/tables.ts";
import { table } from "../../../../support/engines/object-names.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";

const endless = "(WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t)";
const endlessCount = `SELECT count(*) AS n FROM ${endless}`;

const interrupt = DuckDBConnection.prototype.interrupt;

describe("stopping the embedded engine when it forgets an interrupt", function () {
  this.timeout(20_000);
  let warehouse: SmallWarehouse;
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    instance = await DuckDBInstance.create(":memory:");
  });
  after(async () => {
    instance.closeSync();
    await warehouse.dispose();
  });
  beforeEach(async () => {
    connection = await instance.connect();
    // The engine forgets an interrupt that comes between two statements: here, the first of each connection.
    const forgotten = new WeakSet<DuckDBConnection>();
    DuckDBConnection.prototype.interrupt = function (this: DuckDBConnection) {
      if (forgotten.has(this)) interrupt.call(this);
      else forgotten.add(this);
    };
  });
  afterEach(() => {
    DuckDBConnection.prototype.interrupt = interrupt;
    connection.closeSync();
  });

  it(
    verifies("presto.cancel", "A statement that is cancelled ends, also if the first interrupt is forgotten"),
    async () => {
      const stop = new AbortController();
      const prepared = await prepareRead(connection, endlessCount);
      const execution = createExecution(connection, prepared, endlessCount, stop.signal);
      const reading = assert.rejects(execution.batches()[Symbol.asyncIterator]().next(), { code: "cancelled" });
      await execution.cancel();
      await reading;
    },
  );

  it(
    verifies("presto.write", "A change that is cancelled ends, also if the first interrupt is forgotten"),
    async () => {
      const copy = join(warehouse.folder, "copy.duckdb");
      await copyFile(warehouse.file, copy);
      const local = await openLocalChange(copy);
      const change = {
        ...{ kind: "change" as const, verb: "CREATE TABLE AS", sql: `CREATE TABLE ads.big AS ${endlessCount}` },
        ...{ targets: [table("ads.big")], reads: [], query: null, functions: [], replaces: false },
      } as const;
      const on = { change, fileVersion: "1" };
      const planned = await local.plan(on, new AbortController().signal);
      assert.equal(planned.rows, "unknown", "its trial ends, too");
      await assert.rejects(local.make(on, planned, AbortSignal.timeout(100)), { code: "cancelled" });
    },
  );

  it(
    verifies("presto.write", "A trial that takes too long is rolled back whole, so that the next can begin"),
    async () => {
      const trial = () =>
        limited((signal) =>
          rolledBack(connection, signal, () => connection.run(`CREATE TABLE big AS ${endlessCount}`)),
        );
      assert.equal(await trial(), timedOut);
      assert.equal(await trial(), timedOut);
      const rows = await limited((signal) => rolledBack(connection, signal, async () => 1));
      assert.equal(rows, 1);
    },
  );

  it(
    verifies("presto.priced", "Counting the rows of a join's keys ends in its time, also if an interrupt is forgotten"),
    async () => {
      const keys = createJoinKeys((work) => work(connection));
      const large: Table = {
        name: endless,
        object: table("ads.t"),
        kind: "table",
        comment: null,
        columns: [],
        rows: 10,
      };
      assert.equal(await keys.maxRowsPerKey(large, ["n"]), null);
    },
  );

  it("Work does not begin after its signal has aborted, and is not interrupted after it has ended", async () => {
    let interrupts = 0;
    const counted = {
      interrupt: () => {
        interrupts += 1;
      },
    };
    await assert.rejects(
      interruptible(counted, AbortSignal.abort(new Error("gone")), () => Promise.resolve(assert.fail())),
      /gone/,
    );
    const stop = new AbortController();
    assert.equal(await interruptible(counted, stop.signal, async () => 1), 1);
    stop.abort();
    assert.equal(interrupts, 0);
  });
});
