import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import { hostile } from "../../golden/sql/hostile.ts";
import { reads } from "../../golden/sql/reads.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, allRows, never, usePresto } from "./presto-client.ts";

describe("reading only, on a real Presto", function () {
  this.timeout(120_000);
  const presto = usePresto();
  let judge: Judge;
  before(async () => {
    judge = await startJudge("presto");
  });
  after(() => judge.close());

  const explained = async (sql: string) => allRows(await presto().engine.explainChange(sql, ada, never()));

  it(verifies("presto.first-judge", "Every labelled read passes the judge and runs"), async () => {
    for (const { sql, onPresto } of reads) {
      if (onPresto === false) continue;
      const verdict = await judge.read(sql);
      assert.ok(verdict.kind === "read", sql);
      const run = verdict.explainsChange ? explained : presto().rows;
      await assert.doesNotReject(run(verdict.sql), sql);
    }
  });

  it(verifies("presto.first-judge", "No labelled refusal passes the judge"), async () => {
    for (const { sql, label, onlyDuckDb } of hostile)
      if (onlyDuckDb !== true) assert.equal((await judge.read(sql)).kind, "refused", label ?? sql);
  });

  it(
    verifies("presto.second-judge", "The engine alone refuses every statement that would change something"),
    async () => {
      const writes = [
        "CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
        "EXPLAIN ANALYZE CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
        "CREATE SCHEMA memory.sneaked",
        "CREATE VIEW memory.default.sneaked AS SELECT 1 AS a",
      ];
      for (const sql of writes) {
        await assert.rejects(
          presto().rows(sql),
          (error) =>
            error instanceof SqlError && error.code === "not-a-read" && /read-only transaction/.test(error.message),
          sql,
        );
      }
      for (const sql of ["EXPLAIN ANALYZE CREATE TABLE memory.default.sneaked AS SELECT 1 AS a", writes[0] ?? ""])
        await assert.rejects(explained(sql), (error) => error instanceof SqlError && error.code === "not-a-read", sql);
      assert.deepEqual(await presto().rows("SHOW TABLES FROM memory.default"), []);
      assert.deepEqual(await presto().rows("SHOW SCHEMAS FROM memory LIKE 'sneaked'"), []);
    },
  );

  it(verifies("presto.second-judge", "A read leaves no transaction open, whether it succeeded or failed"), async () => {
    await presto().rows("SELECT 1");
    await assert.rejects(presto().rows("SELECT nope FROM tpch.tiny.nation"));
    await assert.rejects(presto().rows("CREATE SCHEMA memory.sneaked"));
    assert.equal(await presto().openTransactions(), 0);
  });
});
