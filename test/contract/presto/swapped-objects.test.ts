import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { askToWrite, assertNotRun, type Swap } from "../../support/approvals/swap-attacks.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../support/engines/small-warehouse.ts";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, Page } from "./running-presto.ts";

const keep = "CREATE TABLE ads.keep AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) AS t (id, name)";
const todel = "CREATE TABLE ads.todel AS SELECT 2 AS id";

const swaps: readonly Swap[] = [
  {
    attack: "a row was inserted into the table that its subquery reads",
    before: [keep, todel],
    approved: "DELETE FROM ads.keep WHERE id = (SELECT max(id) FROM ads.todel)",
    swap: ["INSERT INTO ads.todel VALUES (3)"],
    message: /warehouse\.ads\.todel, which it reads, has changed: it is now 2 rows, compared whole, and was 1 row/,
  },
  {
    attack: "the table that it reads has other rows of the same number",
    before: [keep, todel],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.todel)",
    swap: ["UPDATE ads.todel SET id = 3"],
    message: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "a view was redefined over the same table",
    before: [keep, todel, "CREATE VIEW ads.chosen AS SELECT id FROM ads.todel"],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.chosen)",
    swap: ["CREATE OR REPLACE VIEW ads.chosen AS SELECT id + 1 AS id FROM ads.todel"],
    message: /the definition of warehouse\.ads\.chosen has changed/,
  },
  {
    attack: "a view under its view was redefined",
    before: [
      keep,
      todel,
      "CREATE VIEW ads.lower_view AS SELECT id FROM ads.todel",
      "CREATE VIEW ads.upper_view AS SELECT id FROM ads.lower_view",
    ],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.upper_view)",
    swap: ["CREATE OR REPLACE VIEW ads.lower_view AS SELECT id + 1 AS id FROM ads.todel"],
    message: /the definition of warehouse\.ads\.lower_view has changed/,
  },
  {
    attack: "its table was renamed, and another table of the same name and size was created",
    before: [keep],
    approved: "DELETE FROM ads.keep WHERE id > 1",
    swap: [
      "ALTER TABLE ads.keep RENAME TO away_table",
      "CREATE TABLE ads.keep AS SELECT * FROM (VALUES (1, 'x'), (2, 'y'), (3, 'z')) AS t (id, name)",
    ],
    message: /warehouse\.ads\.keep, which it changes, has changed/,
  },
  {
    attack: "the table that it drops has other rows of the same number",
    before: [keep],
    approved: "DROP TABLE ads.keep",
    swap: ["UPDATE ads.keep SET name = 'of worth' WHERE id = 1"],
    message: /warehouse\.ads\.keep, which it changes, has changed/,
  },
  {
    attack: "an object with the name that it would replace was created",
    before: [],
    approved: "CREATE OR REPLACE TABLE ads.keep AS SELECT 1 AS id",
    swap: [keep],
    message: /its effect is now destructive, and was write/,
  },
  {
    attack: "the changed table is one that the optimizer removed from the plan",
    before: [keep, todel],
    approved: "UPDATE ads.keep SET name = 'd' WHERE id <= (SELECT count(*) FROM ads.todel)",
    swap: ["INSERT INTO ads.todel VALUES (3)"],
    message: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "the source of its MERGE has other rows of the same number",
    before: [keep, todel],
    approved: "MERGE INTO ads.keep k USING ads.todel t ON k.id = t.id WHEN MATCHED THEN DELETE",
    swap: ["UPDATE ads.todel SET id = 1"],
    message: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "the source of its UPDATE has other rows of the same number",
    before: [keep, todel],
    approved: "UPDATE ads.keep SET name = (SELECT CAST(max(id) AS VARCHAR) FROM ads.todel) WHERE id = 1",
    swap: ["UPDATE ads.todel SET id = 7"],
    message: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "a table too large to compare was changed in one row",
    before: [
      keep,
      "CREATE TABLE ads.large AS SELECT e.event_id * 10 + v.n AS id FROM ads.events e CROSS JOIN (VALUES (1), (2), (3)) AS v (n)",
    ],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.large)",
    swap: ["UPDATE ads.large SET id = 3 WHERE id = (SELECT min(id) FROM ads.large)"],
    message: /warehouse\.ads\.large, which it reads, has changed/,
  },
  {
    attack: "the table that it drops, named by catalog and table, got rows",
    before: ["CREATE TABLE main.keep AS SELECT 1 AS id"],
    approved: "DROP TABLE warehouse.keep",
    swap: ["INSERT INTO main.keep VALUES (2)"],
    message: /warehouse\.main\.keep, which it changes, has changed: it is now 2 rows, compared whole, and was 1 row/,
  },
  {
    attack: "the table that it replaces, named by catalog and table, got rows",
    before: ["CREATE TABLE main.keep AS SELECT 1 AS id"],
    approved: "CREATE OR REPLACE TABLE warehouse.keep AS SELECT 5 AS id",
    swap: ["INSERT INTO main.keep VALUES (2)"],
    message: /warehouse\.main\.keep, which it changes, has changed/,
  },
  {
    attack: "the table that it takes a column from, named by catalog and table, got rows",
    before: ["CREATE TABLE main.keep AS SELECT 1 AS id, 2 AS b"],
    approved: "ALTER TABLE warehouse.keep DROP COLUMN b",
    swap: ["INSERT INTO main.keep VALUES (2, 7)"],
    message: /warehouse\.main\.keep, which it changes, has changed/,
  },
  {
    attack: "the view that it drops, named by catalog and view, was redefined",
    before: ["CREATE VIEW main.keep AS SELECT 1 AS id"],
    approved: "DROP VIEW warehouse.keep",
    swap: ["CREATE OR REPLACE VIEW main.keep AS SELECT 2 AS id"],
    message: /warehouse\.main\.keep, which it changes, has changed/,
  },
  {
    attack: "more than 10,000 rows that it removes, which are only counted, became other rows of the same number",
    before: ["CREATE TABLE ads.keep AS SELECT event_id AS id, event_id <= 11000 AS chosen FROM ads.events"],
    approved: "DELETE FROM ads.keep WHERE chosen",
    swap: ["UPDATE ads.keep SET chosen = id > 11000 AND id <= 22000"],
    message: /warehouse\.ads\.keep, which it changes, has changed/,
  },
];

/**
 * Each attack has its own tables, created before the server starts, because creating them by approved writes would take
 * most of the time.
 */
const own = (index: number, sql: string): string =>
  sql.replace(/\b(ads|main|warehouse)\.(?!events\b)(\w+)/g, `$1.$2_${index}`);

const forBound = [keep, todel, "CREATE VIEW ads.chosen AS SELECT id FROM ads.todel"];
const others = [
  "CREATE TABLE ads.dated AS SELECT 1 AS id, now() AS at",
  "CREATE TABLE main.named AS SELECT 1 AS id",
  "CREATE TABLE main.dbl AS SELECT 1 AS id",
  "CREATE VIEW ads.size_of AS SELECT estimated_size AS n FROM duckdb_tables()",
];

describe("an approved statement on the embedded engine whose data changed", function () {
  this.timeout(120_000);
  let warehouse: SmallWarehouse;
  let gated: GatedServer;
  let client: Client;
  before(async () => {
    const created = swaps.flatMap(({ before }, index) => before.map((sql) => own(index, sql)));
    warehouse = await makeSmallWarehouse([...created, ...forBound, ...others]);
    gated = await startGated(prestoServer, { settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file } });
    client = await gated.kit.connect({ ...ada, era: "legacy" });
  });
  after(async () => {
    await gated.close();
    await warehouse.dispose();
  });

  const ask = (sql: string) => askToWrite(gated, client, sql);
  const write = async (sql: string) => {
    await gated.approve(await ask(sql));
    const { isError, text } = await toolAnswer(client, "write_query", { sql });
    assert.equal(isError, false, text);
  };
  /** Null if there is no such table. */
  const contents = async (name = "ads.keep") => {
    const { isError, text } = await toolAnswer(client, "query", { sql: `SELECT * FROM ${name} ORDER BY id` });
    return isError ? null : Page.parse(JSON.parse(text)).rows;
  };

  afterEach(async () => {
    const waiting = await gated.pending().catch(() => null);
    if (waiting !== null) await gated.reject(waiting, "over");
  });

  for (const [index, { attack, approved, swap, message }] of swaps.entries()) {
    it(verifies("presto.write-race", `An approved statement does not run if ${attack}`), async () => {
      const text = await assertNotRun(gated, client, own(index, approved), {
        async swap() {
          for (const sql of swap) await write(own(index, sql));
        },
        contents: () => contents(own(index, "ads.keep")),
      });
      assert.match(text.replaceAll(`_${index}`, ""), message);
    });
  }

  for (const sql of [
    "ALTER TABLE warehouse.named RENAME TO named_2",
    "COMMENT ON TABLE warehouse.named IS 'x'",
    "TRUNCATE TABLE warehouse.named",
    "DELETE FROM warehouse.named",
    "DROP TABLE IF EXISTS warehouse.named",
  ]) {
    it(
      verifies(
        "presto.write-bound",
        `An approval is bound to the one table that the statement names by catalog and table: ${sql}`,
      ),
      async () => {
        const { view } = await gated.registry.approval(await ask(sql), { sub: "ada", groups: ["ads-eng"] });
        assert.deepEqual(
          view.plan.basis?.bindings
            .filter(({ role }) => role === "writes")
            .map(({ object, says }) => [object, says])
            .at(0),
          ["warehouse.main.named", "1 row, compared whole"],
        );
        assert.equal(view.plan.writes?.[0], "warehouse.main.named");
      },
    );
  }

  for (const sql of [
    "DROP TABLE warehouse.nowhere",
    "ALTER TABLE ads.nowhere RENAME TO other",
    "DROP VIEW ads.nowhere",
  ]) {
    it(
      verifies(
        "presto.write-bound",
        `A change of an object that does not exist is refused without asking a person: ${sql}`,
      ),
      async () => {
        assert.equal((await toolAnswer(client, "write_query", { sql })).code, "invalid-sql");
      },
    );
  }

  for (const read of [
    "SELECT max(estimated_size) FROM duckdb_tables",
    "SELECT count(*) FROM information_schema.tables",
    "SELECT count(*) FROM duckdb_columns WHERE false",
    "SELECT max(n) FROM ads.size_of",
  ]) {
    it(
      verifies(
        "presto.write-bound",
        `A change that reads the engine's own catalogue is refused without asking a person: ${read}`,
      ),
      async () => {
        const sql = `UPDATE ads.campaigns SET name = 'gone' WHERE campaign_id = (${read})`;
        const { code, text } = await toolAnswer(client, "write_query", { sql });
        assert.equal(code, "denied-by-engine", text);
        assert.match(text, /an approval cannot be bound to/);
      },
    );
  }

  it(
    verifies("presto.similar", "An INSERT that reads its own target, by any name, has no similar changes"),
    async () => {
      for (const [into, from] of [
        ["main.dbl", "warehouse.dbl"],
        ["warehouse.dbl", "main.dbl"],
        ["warehouse.dbl", "warehouse.main.dbl"],
      ]) {
        const id = await ask(`INSERT INTO ${into} SELECT * FROM ${from}`);
        const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
        assert.equal(view.plan.similar, null);
        await gated.reject(id, "no");
      }
    },
  );

  it(verifies("presto.write-bound", "A plan says that more than 10,000 rows are only counted"), async () => {
    const ordered = "DELETE FROM ads.events WHERE event_id IN (SELECT event_id FROM ads.events LIMIT 11000)";
    const { view } = await gated.registry.approval(await ask(ordered), { sub: "ada", groups: ["ads-eng"] });
    assert.equal(
      view.plan.basis?.bindings.find(({ role }) => role === "effect")?.says,
      "exactly 11,000 rows, counted and not compared one by one",
    );
    assert.match(view.plan.basis?.unheld.join() ?? "", /order of rows in tables, which is not compared/);
  });

  it(
    verifies("presto.write-bound", "A plan says what the approval is bound to, and runs if none of that changed"),
    async () => {
      const sql = "DELETE FROM ads.keep WHERE id = (SELECT max(id) FROM ads.chosen)";
      const id = await ask(sql);
      const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
      assert.deepEqual(
        view.plan.basis?.bindings.map(({ role, object, says }) => [role, object, says]),
        [
          ["writes", "warehouse.ads.keep", "3 rows, compared whole"],
          ["reads", "warehouse.ads.todel", "1 row, compared whole"],
          ["view", "warehouse.ads.chosen", "with the same definition"],
          ["effect", "ads.keep", "exactly 1 row, compared whole"],
        ],
      );
      assert.deepEqual(view.plan.basis?.unheld, []);
      await gated.approve(id);
      await write("CREATE TABLE ads.kept_away AS SELECT 1 AS other"); // not used by the statement
      assert.deepEqual(await toolAnswer(client, "write_query", { sql }).then(({ text }) => JSON.parse(text)), {
        rows: 1,
      });
      assert.deepEqual(await contents(), [
        [1, "a"],
        [3, "c"],
      ]);
    },
  );

  it(
    verifies("presto.write-bound", "A plan says that values such as random numbers cannot be compared, and runs"),
    async () => {
      const sql = "INSERT INTO ads.dated VALUES (2, now())";
      const id = await ask(sql);
      const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
      assert.match(view.plan.basis?.unheld.join() ?? "", /different each time it runs/);
      await gated.approve(id);
      assert.deepEqual(await toolAnswer(client, "write_query", { sql }).then(({ text }) => JSON.parse(text)), {
        rows: 1,
      });
    },
  );
});
