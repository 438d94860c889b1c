import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import { makeSmallWarehouse, type SmallWarehouse } from "../../support/engines/small-warehouse.ts";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";

const created = [
  "CREATE TABLE ads.seven AS SELECT * FROM ads.campaigns LIMIT 7",
  "CREATE VIEW ads.seen AS SELECT campaign_id FROM ads.seven",
  "CREATE VIEW ads.earned AS SELECT count(*) AS n FROM finance.revenue",
  "CREATE TABLE ads.clients AS SELECT 1 AS id, 'hush' AS api_token, NULL::VARCHAR AS note",
];

describe("a plan of a write, about what it would write", function () {
  this.timeout(60_000);
  const groups = ["ads-eng", "finance"];
  let warehouse: SmallWarehouse;
  let gated: GatedServer;
  before(async () => {
    warehouse = await makeSmallWarehouse(created);
    gated = await startGated(prestoServer, { settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file } });
  });
  after(async () => {
    await gated.close();
    await warehouse.dispose();
  });

  /** The request that finn, a member of both groups, sees of this statement. */
  const requestOf = async (sql: string) => {
    const client = await gated.kit.connect({ user: "finn", groups, era: "legacy" });
    const { code, text } = await toolAnswer(client, "write_query", { sql });
    assert.equal(code, "approval-pending", text);
    const id = await gated.pending("finn");
    const request = await gated.registry.approval(id, { sub: "finn", groups });
    await gated.approve(id, "finn");
    return request;
  };
  const planOf = async (sql: string) => (await requestOf(sql)).view.plan;

  it(
    verifies("presto.before", "The plan has the rows and columns of a table that the statement replaces"),
    async () => {
      const { before } = await planOf("CREATE OR REPLACE TABLE ads.seven AS SELECT 1 AS n");
      const [table] = before ?? [];
      assert.deepEqual([table?.object, table?.rows, table?.moreColumns], ["warehouse.ads.seven", 7, 0]);
      assert.ok(table?.columns.some(({ name, type }) => name === "status" && /varchar/i.test(type)));
    },
  );

  for (const [what, sql] of [
    ["a new table", "CREATE TABLE ads.fresh AS SELECT 1 AS n"],
    ["a view", "DROP VIEW ads.seen"],
    ["a table in a restricted schema, also for a member of its groups", "DELETE FROM finance.revenue WHERE false"],
  ] as const) {
    it(verifies("presto.before", `The plan says nothing of ${what}`), async () => {
      assert.equal((await planOf(sql)).before, undefined);
    });
  }

  it(
    verifies("presto.definition", "The plan has the definition of a view that the statement replaces, now and after"),
    async () => {
      const { definition } = await planOf(
        "CREATE OR REPLACE VIEW ads.seen AS SELECT campaign_id, 1 AS n FROM ads.seven",
      );
      assert.deepEqual(definition, {
        ...{ object: "warehouse.ads.seen", why: null },
        now: "CREATE VIEW ads.seen AS\nSELECT campaign_id\nFROM ads.seven",
        after: "CREATE VIEW ads.seen AS\nSELECT campaign_id,\n   1 AS n\nFROM ads.seven",
      });
    },
  );

  it(
    verifies(
      "presto.definition",
      "The plan has the columns of a table that the statement replaces or alters, after it",
    ),
    async () => {
      const replaced = await planOf("CREATE OR REPLACE TABLE ads.seven AS SELECT 1 AS n -- all of it");
      assert.match(replaced.definition?.now ?? "", /\n {3}campaign_id /);
      assert.equal(replaced.definition?.after, "CREATE TABLE ads.seven(\n   n INTEGER\n)");
      const altered = await planOf("ALTER TABLE ads.clients ADD COLUMN city VARCHAR");
      assert.match(altered.definition?.after ?? "", /\n {3}city VARCHAR\n\)$/);
    },
  );

  for (const [what, sql] of [
    ["that reads a restricted schema now", "CREATE OR REPLACE VIEW ads.earned AS SELECT 1 AS n"],
    ["that reads a restricted schema after it", "CREATE OR REPLACE VIEW ads.seen AS SELECT * FROM finance.revenue"],
    ["in a restricted schema", "ALTER TABLE finance.revenue ADD COLUMN city VARCHAR"],
  ] as const) {
    it(verifies("presto.definition", `The plan shows no side of a definition ${what}, also to a member`), async () => {
      const { definition } = await planOf(sql);
      assert.deepEqual([definition?.now, definition?.after], [null, null]);
      assert.match(definition?.why ?? "", /restricted schema/);
    });
  }

  it(
    verifies("presto.definition", "The plan of a new object, and of a change of rows, has no definition"),
    async () => {
      assert.equal((await planOf("CREATE OR REPLACE VIEW ads.unseen AS SELECT 1 AS n")).definition, undefined);
      assert.equal((await planOf("DELETE FROM ads.clients WHERE false")).definition, undefined);
    },
  );

  it(
    verifies("presto.sample", "The user sees rows of the table, without a column that is named as a secret"),
    async () => {
      const { sample } = await requestOf("DELETE FROM ads.clients");
      assert.deepEqual(sample, {
        ...{ object: "warehouse.ads.clients", columns: ["id", "note"], rows: [["1", null]] },
        ...{ hidden: ["api_token"], moreColumns: 0, why: null },
      });
    },
  );

  it(verifies("presto.sample", "The user sees five rows at most"), async () => {
    const { sample } = await requestOf("INSERT INTO ads.seven SELECT * FROM ads.seven WHERE false");
    assert.equal(sample?.rows.length, 5);
  });

  it(verifies("presto.sample", "No rows of a restricted schema are read, and the request says why"), async () => {
    const { sample } = await requestOf("DELETE FROM finance.revenue WHERE 1 = 0");
    assert.deepEqual([sample?.rows, sample?.why], [[], "The table is in a restricted schema."]);
  });

  it(verifies("presto.sample", "A change of no table that exists has no rows"), async () => {
    assert.equal((await requestOf("CREATE TABLE ads.newer AS SELECT 1 AS n")).sample, undefined);
  });
});

describe("rows of a table that are over the budget", function () {
  this.timeout(60_000);

  it(
    verifies("presto.sample", "Rows that would need an approval of their own are not read, and the request says why"),
    async () => {
      const warehouse = await makeSmallWarehouse(created);
      const gated = await startGated(prestoServer, {
        settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file, PRESTO_BUDGET_BYTES: "1" },
      });
      try {
        const client = await gated.kit.connect({ user: "ada", groups: ["ads-eng"], era: "legacy" });
        await toolAnswer(client, "write_query", { sql: "DELETE FROM ads.seven" });
        const { sample } = await gated.registry.approval(await gated.pending(), { sub: "ada", groups: ["ads-eng"] });
        assert.deepEqual(sample?.rows, []);
        assert.match(sample?.why ?? "", /^Reading them needs an approval of its own: it reads an estimated /);
      } finally {
        await gated.close();
        await warehouse.dispose();
      }
    },
  );
});
