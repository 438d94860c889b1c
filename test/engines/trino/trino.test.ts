/** Trino 476, where the cache has it. One file, because the engine runs only for its suites. */
import assert from "node:assert/strict";
import { startForTest } from "@drawbridge/framework/testing";
import { SqlError } from "@drawbridge/presto/errors";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import type { Engine, Row } from "../../../reference-servers/servers/presto/engines/engine.ts";
import { createPrestoEngine } from "../../../reference-servers/servers/presto/engines/presto/engine.ts";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import { hostile } from "../../golden/sql/hostile.ts";
import { reads } from "../../golden/sql/reads.ts";
import type { Coordinator } from "../../support/engines/coordinator.ts";
import { tpcSuite } from "../../support/engines/tpc-suite.ts";
import { sharedTrino, stopTrino } from "../../support/engines/trino-engine.ts";
import { toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, allRows, never } from "../presto/presto-client.ts";

const noResolution = { objects: [], unreadable: [] };

describe("a real Trino", function () {
  this.timeout(120_000);
  let trino: Coordinator;
  let engine: Engine;
  let judge: Judge | undefined;
  let client: Client;
  let close = async (): Promise<void> => {};
  const rows = async (sql: string): Promise<readonly Row[]> => allRows(await engine.execute(sql, ada, never()));
  before(async function () {
    trino = await sharedTrino(this);
    engine = createPrestoEngine({ url: trino.url, dialect: "trino", catalog: null, schema: null });
    judge = await startJudge("trino");
    const settings = {
      PRESTO_URL: trino.url,
      PRESTO_DIALECT: "trino",
      PRESTO_RESTRICTED_SCHEMAS: '{"sf1": ["finance"]}',
    };
    const kit = await startForTest(prestoServer, { settings });
    close = () => kit.close();
    client = await kit.connect({ user: "ada", groups: ["infra"], era: "modern" });
  });
  after(async () => {
    await close();
    await judge?.close();
  });

  /** Needs what this engine does not have: table versions, a materialized view, roles, plans of changes. */
  const elsewhere = /FOR VERSION|MATERIALIZED VIEW|ROLE GRANTS|EXPLAIN CREATE TABLE/;

  it(verifies("presto.first-judge", "Every labelled read passes the judge for Trino and runs"), async () => {
    for (const { sql } of reads) {
      const verdict = await judge?.read(sql);
      assert.ok(verdict?.kind === "read", sql);
      if (!elsewhere.test(sql)) await assert.doesNotReject(rows(verdict.sql), sql);
    }
  });

  it(verifies("presto.second-judge", "Trino alone refuses every statement that would change something"), async () => {
    for (const sql of [
      "CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      "EXPLAIN ANALYZE CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      "CREATE SCHEMA memory.sneaked",
      "CREATE VIEW memory.default.sneaked AS SELECT 1 AS a",
    ])
      await assert.rejects(rows(sql), (error) => error instanceof SqlError && error.code === "not-a-read", sql);
    assert.deepEqual(await rows("SHOW TABLES FROM memory.default"), []);
    assert.deepEqual(await rows("SHOW SCHEMAS FROM memory LIKE 'sneaked'"), []);
  });

  it(
    verifies("presto.explain-change", "An EXPLAIN of a change runs on Trino only where it has no effect"),
    async () => {
      const nothingChanged = async (): Promise<void> => {
        assert.deepEqual(await rows("SHOW TABLES FROM memory.default"), []);
        assert.deepEqual(await rows("SHOW SCHEMAS FROM memory"), [["default"], ["information_schema"]]);
      };
      for (const sql of [
        "EXPLAIN CREATE TABLE memory.default.sneaked (a bigint)",
        "EXPLAIN CREATE SCHEMA memory.sneaked",
        "EXPLAIN CREATE VIEW memory.default.sneaked AS SELECT 1 AS a",
        "EXPLAIN DROP SCHEMA memory.default",
        "EXPLAIN COMMENT ON TABLE memory.default.t IS 'x'",
      ]) {
        const answer = await toolAnswer(client, "query", { sql });
        assert.equal(answer.isError, false, `${sql}: ${answer.text}`);
        await nothingChanged();
      }
      // Trino's memory connector creates the table while it plans.
      for (const sql of [
        "EXPLAIN CREATE TABLE memory.default.sneaked AS SELECT * FROM tpch.tiny.nation",
        "EXPLAIN (TYPE IO, FORMAT JSON) CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
        "EXPLAIN (TYPE VALIDATE) CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
        "EXPLAIN EXPLAIN CREATE TABLE memory.default.sneaked AS SELECT 1 AS a",
      ]) {
        const { code, text } = await toolAnswer(client, "query", { sql });
        assert.equal(code, "not-a-read", text);
        assert.match(text, /Trino prepares the target.*EXPLAIN of the query/);
        await nothingChanged();
      }
      const closed = "EXPLAIN CREATE TABLE memory.default.t AS SELECT * FROM tpch.sf1.nation";
      assert.equal((await toolAnswer(client, "query", { sql: closed })).code, "not-allowed");
    },
  );

  it(verifies("presto.write", "Planning a change on Trino changes nothing before a person approved it"), async () => {
    const plan = async (sql: string) => {
      const change = await judge?.change(sql);
      assert.ok(change?.kind === "change", sql);
      return { change, planned: await engine.planChange(change, noResolution, ada, never()) };
    };
    const create = "CREATE TABLE memory.default.made AS SELECT * FROM tpch.tiny.nation";
    const { change, planned } = await plan(create);
    assert.deepEqual([planned.rows, planned.tables], [25, ["tpch.tiny.nation"]]);
    assert.deepEqual(await rows("SHOW TABLES FROM memory.default"), []);
    await plan("CREATE TABLE memory.default.made AS (SELECT 1 AS a) WITH NO DATA");
    assert.deepEqual(await rows("SHOW TABLES FROM memory.default"), []);
    // Pricing a read is also without effect if the first judge was wrong about it.
    await assert.rejects(
      engine.estimate(create, ada, never()),
      (error) => error instanceof SqlError && error.code === "not-a-read",
    );
    assert.deepEqual(await rows("SHOW TABLES FROM memory.default"), []);

    const run = { planned, resolution: noResolution, begins: async () => {}, signal: never() };
    assert.deepEqual(await engine.makeChange(change, ada, run), { rows: 25 });
    const insert = await plan("INSERT INTO memory.default.made SELECT * FROM tpch.tiny.nation WHERE nationkey < 3");
    assert.ok(typeof insert.planned.bytes === "number");
    await engine.makeChange(insert.change, ada, { ...run, planned: insert.planned });
    assert.deepEqual(await rows("SELECT count(*) FROM memory.default.made"), [[28]]);
    const drop = await plan("DROP TABLE memory.default.made");
    await engine.makeChange(drop.change, ada, { ...run, planned: drop.planned });
    await assert.rejects(plan("INSERT INTO memory.default.made SELECT 1"), /does not exist/);
  });

  it(verifies("presto.dialect", "Forms that only Trino has run on it"), async () => {
    for (const sql of [
      "SELECT 1 AS a UNION CORRESPONDING SELECT 1 AS a",
      "SELECT name, count(*) FROM tpch.tiny.nation GROUP BY AUTO",
      "SELECT execute FROM (VALUES 1) AS execute (execute)",
      "/* s3://lake/*.parquet */ SELECT 1; ;",
    ]) {
      const answer = await toolAnswer(client, "query", { sql });
      assert.equal(answer.isError, false, `${sql}: ${answer.text}`);
    }
    const session = "WITH SESSION query_max_execution_time = '2h' SELECT 1";
    assert.equal((await toolAnswer(client, "query", { sql: session })).code, "not-read-here");
    const call = "CALL memory.system.execute(query => 'SELECT 1')";
    assert.equal((await toolAnswer(client, "query", { sql: call })).code, "not-a-read");
    assert.equal((await toolAnswer(client, "write_query", { sql: call })).code, "not-taken");
  });

  it(verifies("presto.first-judge", "No labelled refusal passes the judge for Trino"), async () => {
    for (const { sql, onlyDuckDb, label } of hostile)
      if (onlyDuckDb !== true) assert.notEqual((await judge?.read(sql))?.kind, "read", label ?? sql);
  });

  it(verifies("presto.priced", "Trino's own estimates give a price, and lists of the text have one"), async () => {
    const price = async (sql: string) => {
      const verdict = await judge?.read(sql);
      assert.ok(verdict?.kind === "read", sql);
      return engine.estimate(verdict.sql, ada, never(), verdict.unnests);
    };
    const join = await price("SELECT * FROM tpch.tiny.orders o JOIN tpch.tiny.customer c ON o.custkey = c.custkey");
    assert.equal(join.rows, 15_000);
    assert.ok(typeof join.bytes === "number" && join.bytes > 100_000);
    assert.equal((await price("SELECT * FROM (VALUES (ARRAY[2, 5])) AS x (n) CROSS JOIN UNNEST(n) AS t (a)")).rows, 2);
    assert.equal((await price("SELECT * FROM tpch.tiny.nation CROSS JOIN UNNEST(ARRAY[1, 2, 3])")).rows, 75);
    assert.equal((await price("SELECT * FROM tpch.tiny.nation CROSS JOIN UNNEST(repeat(1, 99))")).rows, "unknown");
    const catalogue = await price("SELECT * FROM system.metadata.table_comments");
    assert.ok(typeof catalogue.rows === "number" && typeof catalogue.bytes === "number");
  });

  it(verifies("presto.reason", "Trino's reason comes through without values"), async () => {
    const failure = async (sql: string) => (await toolAnswer(client, "query", { sql })).text;
    assert.match(await failure("SELECT nope FROM tpch.tiny.nation"), /Column 'nope' cannot be resolved/);
    assert.match(await failure("SELECT nope(1)"), /Function 'nope' not registered/);
    assert.match(await failure("SELECT * FROM tpch.tiny.nation FOR VERSION AS OF 1"), /does not support/);
    const cast = await failure("SELECT CAST(name AS integer) FROM tpch.tiny.nation");
    assert.match(cast, /Cannot cast '…' to INT/);
    assert.doesNotMatch(cast, /ALGER/);
  });

  it(verifies("presto.cancel", "A query that is cancelled ends in Trino"), async () => {
    const sql =
      "SELECT count(*) FROM tpch.sf100.lineitem a CROSS JOIN tpch.sf100.lineitem b WHERE a.comment < b.comment";
    const execution = await engine.execute(sql, ada, never());
    const reading = assert.rejects(
      allRows(execution),
      (error) => error instanceof SqlError && error.code === "cancelled",
    );
    await execution.cancel();
    await reading;
    const state = `SELECT state FROM system.runtime.queries WHERE query_id = '${execution.engineId}'`;
    assert.deepEqual(await rows(state), [["FAILED"]]);
  });
});

tpcSuite("trino", sharedTrino);

after(stopTrino);
