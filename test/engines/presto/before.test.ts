import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { usePresto } from "./presto-client.ts";

const made = [
  "CREATE TABLE memory.default.looked AS SELECT nationkey, name, 'hush' AS api_token FROM tpch.tiny.nation",
  "CREATE VIEW memory.default.looked_at AS SELECT name FROM memory.default.looked",
  "CREATE VIEW memory.default.closed AS SELECT name FROM tpch.sf1.nation",
];

describe("a plan of a write on a real Presto, about what it would write", function () {
  this.timeout(120_000);
  const underTest = usePresto();
  const person = { sub: "ada", groups: ["ads-eng"] };
  let gated: GatedServer;
  before(async () => {
    gated = await startGated(prestoServer, {
      settings: { PRESTO_URL: underTest().presto.url, PRESTO_RESTRICTED_SCHEMAS: '{"sf1": ["ads-eng"]}' },
    });
    for (const sql of made) await write(sql);
  });
  after(async () => {
    for (const sql of ["VIEW memory.default.closed", "VIEW memory.default.looked_at", "TABLE memory.default.looked"])
      await write(`DROP ${sql}`);
    await gated.close();
  });

  const ask = async (sql: string) => {
    const client = await gated.kit.connect({ user: "ada", groups: ["ads-eng"], era: "legacy" });
    const { code, text } = await toolAnswer(client, "write_query", { sql });
    assert.equal(code, "approval-pending", text);
    const id = await gated.pending();
    return { client, id, request: await gated.registry.approval(id, person) };
  };
  const write = async (sql: string): Promise<void> => {
    const { client, id } = await ask(sql);
    await gated.approve(id);
    const { isError, text } = await toolAnswer(client, "write_query", { sql });
    assert.equal(isError, false, text);
  };
  const requestOf = async (sql: string) => {
    const { id, request } = await ask(sql);
    await gated.reject(id, "only looked at");
    return request;
  };
  const definitionOf = async (sql: string) => (await requestOf(sql)).view.plan.definition;

  it(verifies("presto.definition", "The plan has the definition of a view, now and after, in one layout"), async () => {
    const definition = await definitionOf(
      "create or replace view memory.default.looked_at as select name, nationkey from memory.default.looked",
    );
    assert.deepEqual(definition, {
      ...{ object: "memory.default.looked_at", why: null },
      now: "CREATE VIEW memory.default.looked_at AS\nSELECT name\nFROM memory.default.looked",
      after: "CREATE VIEW memory.default.looked_at AS\nSELECT name,\n   nationkey\nFROM memory.default.looked",
    });
  });

  it(verifies("presto.definition", "The plan has the definition of a table after its rename"), async () => {
    const definition = await definitionOf("ALTER TABLE memory.default.looked RENAME TO memory.default.seen");
    assert.match(definition?.now ?? "", /^CREATE TABLE memory\.default\.looked \(\n {3}nationkey bigint,/);
    assert.equal(definition?.after, definition?.now?.replace("looked", "seen"));
  });

  it(verifies("presto.definition", "The plan shows no side of a view that reads a restricted schema"), async () => {
    const definition = await definitionOf("CREATE OR REPLACE VIEW memory.default.closed AS SELECT 1 AS n");
    assert.deepEqual([definition?.now, definition?.after], [null, null]);
    assert.match(definition?.why ?? "", /restricted schema/);
  });

  it(
    verifies(
      "presto.sample",
      "No rows are read of a table whose connector has no statistics, and the request says why",
    ),
    async () => {
      const { sample, view } = await requestOf("INSERT INTO memory.default.looked VALUES (1, 'x', 'y')");
      assert.deepEqual([sample?.columns, sample?.hidden], [["nationkey", "name"], ["api_token"]]);
      assert.deepEqual(sample?.rows, []);
      assert.match(sample?.why ?? "", /^Reading them needs an approval of its own: its cost is unknown/);
      assert.equal(view.plan.before?.[0]?.object, "memory.default.looked");
      assert.ok((await underTest().presto.queries()).every(({ sql }) => !/^SELECT .* LIMIT 5$/.test(sql)));
    },
  );

  it(
    verifies("presto.sample", "The request of a table whose connector has statistics shows five of its rows"),
    async () => {
      // No statement changes this catalog, so the request is only looked at.
      const { sample, view } = await requestOf("DROP TABLE tpch.tiny.nation");
      assert.equal(sample?.why, null);
      assert.deepEqual(sample.columns, ["nationkey", "name", "regionkey", "comment"]);
      assert.equal(sample.rows.length, 5);
      for (const [key, name] of sample.rows) {
        assert.match(key ?? "", /^\d+$/);
        assert.match(name ?? "", /^[A-Z ]+$/);
      }
      assert.equal(view.plan.before?.[0]?.object, "tpch.tiny.nation");
    },
  );
});
