import assert from "node:assert/strict";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Amount } from "@drawbridge/framework/plan";
import { type LocalChange, openLocalChange } from "@drawbridge/presto/engines/duckdb/local-change";
import { stageCopy } from "@drawbridge/presto/engines/duckdb/staged-copy";
import { SqlError } from "@drawbridge/presto/errors";
import { table } from "../../../../support/object-names.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../../../support/small-warehouse.ts";
import { verifies } from "../../../../support/verifies.ts";

const planned = (rows: Amount, ...tables: readonly string[]) => ({
  ...{ tables, objects: tables.map(table), rows, bytes: "unknown" as const },
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
    it(verifies("presto.no-way-out", `is not: ${sql}`), async () => {
      await assert.rejects(change.plan(sql, [], never()), SqlError);
      await assert.rejects(change.make(sql, [], planned(0), never()), SqlError);
    });
  }

  it(verifies("presto.write", "is planned as often as one likes, and changes nothing"), async () => {
    const sql = "DELETE FROM ads.campaigns WHERE status = 'ended'";
    const first = await change.plan(sql, [table("ads.campaigns")], never());
    assert.ok(Number(first.rows) > 0);
    assert.deepEqual(await change.plan(sql, [table("ads.campaigns")], never()), first);
  });

  it(verifies("presto.write", "that takes too long to try is of unknown size, and can be stopped"), async () => {
    const endless =
      "CREATE TABLE ads.big AS SELECT count(*) AS n FROM (WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t)";
    assert.equal((await change.plan(endless, [table("ads.big")], never())).rows, "unknown");
    await assert.rejects(change.make(endless, [], planned("unknown"), AbortSignal.timeout(300)), { code: "cancelled" });
    assert.equal((await change.plan("CREATE TABLE ads.big AS SELECT 1 AS n", [table("ads.big")], never())).rows, 1);
  });

  it(verifies("presto.write-race", "that reads another table than planned is not made"), async () => {
    const sql = "CREATE TABLE ads.x AS SELECT * FROM ads.campaigns";
    const others = planned("unknown", "copy.ads.events");
    await assert.rejects(change.make(sql, [table("ads.x")], others, never()), { code: "changed-meanwhile" });
    assert.equal((await change.plan(sql, [table("ads.x")], never())).rows, 1_200);
  });

  const target = "ads.campaigns";
  for (const sql of [
    `INSERT INTO ${target} SELECT * FROM ${target}`,
    `DELETE FROM ${target}`,
    `DROP TABLE ${target}`,
  ]) {
    it(verifies("presto.write-race", `that comes to many more rows than planned is undone: ${sql}`), async () => {
      const few = { ...(await change.plan(sql, [table(target)], never())), rows: 599 };
      await assert.rejects(change.make(sql, [table(target)], few, never()), {
        code: "changed-meanwhile",
        message: /more rows/,
      });
      assert.equal((await change.plan(sql, [table(target)], never())).rows, 1_200);
    });
  }

  it(
    verifies("presto.write-race", "of a warehouse that somebody else changed is not kept, and leaves nothing behind"),
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
