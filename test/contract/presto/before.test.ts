import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import { makeSmallWarehouse, type SmallWarehouse } from "../../support/engines/small-warehouse.ts";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";

const created = [
  "CREATE TABLE ads.seven AS SELECT * FROM ads.campaigns LIMIT 7",
  "CREATE VIEW ads.seen AS SELECT * FROM ads.seven",
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

  /** The plan that finn, a member of both groups, sees of this statement. */
  const planOf = async (sql: string) => {
    const client = await gated.kit.connect({ user: "finn", groups, era: "legacy" });
    const { code, text } = await toolAnswer(client, "write_query", { sql });
    assert.equal(code, "approval-pending", text);
    const id = await gated.pending("finn");
    const { view } = await gated.registry.approval(id, { sub: "finn", groups });
    await gated.approve(id, "finn");
    return view.plan;
  };

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
});
