import assert from "node:assert/strict";
import { startForTest } from "@drawbridge/framework/testing";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { createPrestoEngine } from "../../../reference-servers/servers/presto/engines/presto/engine.ts";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import { toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, never, usePresto } from "./presto-client.ts";

const views = [
  "CREATE VIEW memory.default.leak AS SELECT * FROM tpch.tiny.nation",
  "CREATE VIEW memory.default.leak2 AS SELECT count(*) AS n FROM memory.default.leak",
  "CREATE VIEW memory.default.open AS SELECT * FROM tpch.sf1.region",
];
/** Made by a user whose session has tpch.tiny for its default: the text names no schema. */
const short = "CREATE VIEW memory.default.short AS SELECT * FROM nation";

describe("a restricted schema on a real Presto", function () {
  this.timeout(120_000);
  const underTest = usePresto();
  let judge: Judge;
  let close = async (): Promise<void> => {};
  let other: Client;
  const change = async (sql: string, schema: string | null = null) => {
    const verdict = await judge.change(sql);
    assert.ok(verdict.kind === "change", sql);
    const catalog = schema === null ? null : "tpch";
    const engine = createPrestoEngine({ url: underTest().presto.url, dialect: "presto", catalog, schema });
    const resolution = { objects: [], unreadable: [] };
    const planned = await engine.planChange(verdict, resolution, ada, never());
    await engine.makeChange(verdict, ada, { planned, resolution, begins: async () => {}, signal: never() });
  };
  before(async () => {
    judge = await startJudge("presto");
    for (const sql of views) await change(sql);
    await change(short, "tiny");
    const settings = { PRESTO_URL: underTest().presto.url, PRESTO_RESTRICTED_SCHEMAS: '{"tiny": ["ads-eng"]}' };
    const kit = await startForTest(prestoServer, { settings });
    close = () => kit.close();
    // The engine allows ada everything; the operator's rule is about the group.
    other = await kit.connect({ user: "ada", groups: ["infra"], era: "modern" });
  });
  after(async () => {
    for (const name of ["leak2", "leak", "open", "short"]) await change(`DROP VIEW memory.default.${name}`);
    await close();
    await judge.close();
  });

  for (const sql of [
    "SELECT max(nationkey) FROM memory.default.leak",
    "SELECT * FROM memory.default.leak WHERE false",
    "SELECT n FROM memory.default.LEAK2",
    "SELECT * FROM memory.default.short LIMIT 0",
    "EXPLAIN SELECT count(*) FROM memory.default.leak",
    "EXPLAIN CREATE TABLE memory.default.t AS SELECT * FROM memory.default.leak",
    "EXPLAIN (TYPE IO, FORMAT JSON) CREATE TABLE tpch.tiny.t AS SELECT 1 AS a",
    "EXPLAIN CREATE VIEW memory.default.v AS SELECT * FROM memory.default.leak2",
    "EXPLAIN INSERT INTO memory.default.t SELECT n FROM memory.default.leak2",
    "EXPLAIN INSERT INTO tpch.tiny.nation SELECT * FROM tpch.sf1.nation",
    "EXPLAIN DELETE FROM memory.default.leak",
    "EXPLAIN ALTER SCHEMA tpch.tiny RENAME TO open",
    "EXPLAIN (TYPE VALIDATE) DROP TABLE tpch.tiny.nation",
    "SHOW COLUMNS FROM memory.default.leak",
    "SHOW CREATE VIEW memory.default.leak",
    "SHOW STATS FOR memory.default.leak",
    "SHOW TABLES FROM tpch.tiny",
    "SELECT table_name FROM tpch.information_schema.tables",
    "SELECT * FROM system.jdbc.columns",
    "SELECT query FROM system.runtime.queries",
  ]) {
    it(
      verifies(
        "presto.through-views",
        `A closed schema of a real Presto cannot be read through this statement: ${sql}`,
      ),
      async () => {
        const { code, text } = await toolAnswer(other, "query", { sql });
        assert.equal(code, "not-allowed", text);
      },
    );
  }

  it(
    verifies(
      "presto.restricted-metadata",
      "A user outside of a schema's groups can neither find, describe nor change its tables",
    ),
    async () => {
      const found = await toolAnswer(other, "find_tables", { pattern: "nation" });
      assert.match(found.text, /tpch\.sf1\.nation/);
      assert.doesNotMatch(found.text, /tiny/);
      for (const name of ["tpch.tiny.nation", "memory.default.leak", "tpch.information_schema.columns"])
        assert.equal((await toolAnswer(other, "describe_table", { table: name })).code, "not-allowed", name);
      for (const sql of [
        "ALTER SCHEMA tpch.tiny RENAME TO open",
        "COMMENT ON COLUMN tpch.tiny.nation.name IS 'x'",
        "CREATE VIEW memory.default.v AS SELECT * FROM memory.default.leak2",
        "CREATE TABLE memory.default.t AS SELECT * FROM memory.default.leak WHERE false",
        "ANALYZE tpch.tiny.nation",
      ])
        assert.equal((await toolAnswer(other, "write_query", { sql })).code, "not-allowed", sql);
    },
  );

  it(verifies("presto.through-views", "A view that does not read the closed schema stays open"), async () => {
    const { isError, text } = await toolAnswer(other, "query", { sql: "SELECT count(*) FROM memory.default.open" });
    assert.equal(isError, false, text);
    const nation = await toolAnswer(other, "query", { sql: "SELECT count(*) FROM tpch.sf1.nation" });
    assert.equal(nation.isError, false, nation.text);
  });
});
