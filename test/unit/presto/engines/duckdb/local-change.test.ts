import assert from "node:assert/strict";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { SqlError } from "@drawbridge/presto/errors";
import {
  type LocalChange,
  type OnCopy,
  openLocalChange,
} from "../../../../../reference-servers/servers/presto/engines/duckdb/change/local-change.ts";
import { stageCopy } from "../../../../../reference-servers/servers/presto/engines/duckdb/change/staged-copy.ts";
import type { PlannedChange } from "../../../../../reference-servers/servers/presto/engines/engine.ts";
import { table } from "../../../../support/engines/object-names.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../../../support/engines/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";

const nothing: PlannedChange = {
  ...{ tables: [], objects: [], rows: "unknown", bytes: "unknown", effect: null },
  basis: { bindings: [], unheld: [] },
};
/** The change as the first judge would describe it. */
const on = (verb: string, sql: string, ...targets: readonly string[]): OnCopy => ({
  change: {
    kind: "change",
    verb,
    sql,
    targets: targets.map(table),
    reads: [],
    query: null,
    functions: [],
    replaces: false,
  },
  fileVersion: "1",
});
const never = (): AbortSignal => new AbortController().signal;

describe("a change on the embedded engine, without the first judge", function () {
  this.timeout(30_000);
  let warehouse: SmallWarehouse;
  let change: LocalChange;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    const copy = join(warehouse.folder, "copy.duckdb");
    await copyFile(warehouse.file, copy);
    change = await openLocalChange(copy);
  });
  after(() => warehouse.dispose());

  const hostile = [
    "SELECT 1",
    "INSERT INTO ads.campaigns SELECT * FROM ads.campaigns; DROP TABLE ads.events",
    "COPY ads.events TO '/tmp/x.csv'",
    "COPY ads.events FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/x'",
    "ATTACH '/tmp/x.duckdb' AS x",
    "DETACH copy",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "PRAGMA enable_logging",
    "CALL enable_logging()",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN TRANSACTION",
    "USE ads",
    "CREATE TABLE ads.x AS SELECT * FROM read_text('/etc/passwd')",
    "CREATE TABLE ads.x AS SELECT * FROM '/etc/passwd'",
    "CREATE TABLE ads.x AS SELECT * FROM glob('/*')",
    "CREATE TABLE ads.x AS SELECT * FROM duckdb_logs",
    "CREATE TABLE ads.x AS SELECT * FROM duckdb_secrets()",
    "INSERT INTO ads.campaigns SELECT * FROM read_csv('/etc/passwd')",
    "CREATE TABLE ads.x AS SELECT getenv('HOME') AS home",
    "DELETE FROM ads.campaigns WHERE campaign_id = $1",
  ];
  for (const sql of hostile) {
    it(verifies("presto.no-way-out", `The embedded engine refuses this as a change: ${sql}`), async () => {
      await assert.rejects(change.plan(on("INSERT", sql), never()), SqlError);
      await assert.rejects(change.make(on("INSERT", sql), nothing, never()), SqlError);
    });
  }

  it(verifies("presto.write", "Planning a change any number of times changes nothing"), async () => {
    const sql = "DELETE FROM ads.campaigns WHERE status = 'ended'";
    const first = await change.plan(on("DELETE", sql, "ads.campaigns"), never());
    assert.ok(Number(first.rows) > 0);
    assert.deepEqual(await change.plan(on("DELETE", sql, "ads.campaigns"), never()), first);
  });

  it(
    verifies("presto.write", "A change whose trial takes too long has an unknown size, and can be stopped"),
    async () => {
      const endless =
        "CREATE TABLE ads.big AS SELECT count(*) AS n FROM (WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t)";
      const create = (sql: string) => on("CREATE TABLE AS", sql, "ads.big");
      const planned = await change.plan(create(endless), never());
      assert.equal(planned.rows, "unknown");
      // Before the change, while it is prepared, and while it runs.
      for (const stop of [AbortSignal.abort(), ...[1, 5, 20, 300].map((ms) => AbortSignal.timeout(ms))])
        await assert.rejects(change.make(create(endless), planned, stop), { code: "cancelled" });
      assert.equal((await change.plan(create("CREATE TABLE ads.big AS SELECT 1 AS n"), never())).rows, 1);
    },
  );

  it(verifies("presto.write-race", "A change that reads another table than planned is not made"), async () => {
    const create = (source: string) => on("CREATE TABLE AS", `CREATE TABLE ads.x AS SELECT * FROM ${source}`, "ads.x");
    const others = await change.plan(create("ads.events"), never());
    await assert.rejects(change.make(create("ads.campaigns"), others, never()), {
      code: "changed-meanwhile",
      message: /depends on copy\.ads\.campaigns/,
    });
    assert.equal((await change.plan(create("ads.campaigns"), never())).rows, 1_200);
  });

  const target = "ads.campaigns";
  for (const [verb, sql] of [
    ["INSERT", `INSERT INTO ${target} SELECT * FROM ${target}`],
    ["DELETE", `DELETE FROM ${target} WHERE campaign_id < 600 -- and no more`],
    ["UPDATE", `UPDATE ${target} SET status = 'ended' WHERE campaign_id < 600`],
    [
      "MERGE",
      `MERGE INTO ${target} USING ads.advertisers a ON ${target}.advertiser_id = a.advertiser_id AND campaign_id < 600
       WHEN MATCHED THEN DELETE`,
    ],
  ] as const) {
    it(
      verifies("presto.write-race", `A change whose effect differs from the plan is rolled back: ${verb}`),
      async () => {
        const planned = await change.plan(on(verb, sql, target), never());
        assert.equal(planned.effect?.rows, verb === "INSERT" ? 1_200 : 600);
        for (const effect of [
          { rows: planned.effect?.rows ?? 0, digest: "of other rows" },
          { rows: 599, digest: null },
        ]) {
          await assert.rejects(change.make(on(verb, sql, target), { ...planned, effect }, never()), {
            code: "changed-meanwhile",
            message: /was planned for exactly/,
          });
        }
        assert.deepEqual(await change.plan(on(verb, sql, target), never()), planned);
      },
    );
  }

  it(
    verifies(
      "presto.write-race",
      "A change of a warehouse that another process changed is discarded and leaves no files",
    ),
    async () => {
      const staged = await stageCopy(warehouse.file);
      const other = await stageCopy(warehouse.file);
      await other.keep();
      await assert.rejects(staged.keep(), { code: "changed-meanwhile", mayHaveRun: false });
      await staged.discard();
      assert.deepEqual(
        (await readdir(warehouse.folder)).filter((name) => name.startsWith(".")),
        [],
      );
    },
  );
});
