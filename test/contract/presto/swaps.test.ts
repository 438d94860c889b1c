import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { type GatedServer, startGated, told } from "../../support/gated-server.ts";
import { makeSmallWarehouse, type SmallWarehouse } from "../../support/small-warehouse.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, Page } from "./running-presto.ts";

interface Swap {
  readonly attack: string;
  /** What is there when the statement is approved. */
  readonly before: readonly string[];
  readonly approved: string;
  /** What is done between the approval and the run. */
  readonly swap: readonly string[];
  /** What the caller reads then. */
  readonly said: RegExp;
}

const keep = "CREATE TABLE ads.keep AS SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c')) AS t (id, name)";
const todel = "CREATE TABLE ads.todel AS SELECT 2 AS id";

const swaps: readonly Swap[] = [
  {
    attack: "a row was inserted into the table that its subquery reads",
    before: [keep, todel],
    approved: "DELETE FROM ads.keep WHERE id = (SELECT max(id) FROM ads.todel)",
    swap: ["INSERT INTO ads.todel VALUES (3)"],
    said: /warehouse\.ads\.todel, which it reads, has changed: it is now 2 rows, compared whole, and was 1 row/,
  },
  {
    attack: "the table that it reads has as many rows, and others",
    before: [keep, todel],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.todel)",
    swap: ["UPDATE ads.todel SET id = 3"],
    said: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "a view was redefined over the same table",
    before: [keep, todel, "CREATE VIEW ads.chosen AS SELECT id FROM ads.todel"],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.chosen)",
    swap: ["CREATE OR REPLACE VIEW ads.chosen AS SELECT id + 1 AS id FROM ads.todel"],
    said: /the definition of warehouse\.ads\.chosen has changed/,
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
    said: /the definition of warehouse\.ads\.lower_view has changed/,
  },
  {
    attack: "its table was renamed, and another of the same name and size was made",
    before: [keep],
    approved: "DELETE FROM ads.keep WHERE id > 1",
    swap: [
      "ALTER TABLE ads.keep RENAME TO away_table",
      "CREATE TABLE ads.keep AS SELECT * FROM (VALUES (1, 'x'), (2, 'y'), (3, 'z')) AS t (id, name)",
    ],
    said: /warehouse\.ads\.keep, which it changes, has changed/,
  },
  {
    attack: "the table that it drops holds other rows, as many",
    before: [keep],
    approved: "DROP TABLE ads.keep",
    swap: ["UPDATE ads.keep SET name = 'of worth' WHERE id = 1"],
    said: /warehouse\.ads\.keep, which it changes, has changed/,
  },
  {
    attack: "something was made by the name that it would replace",
    before: [],
    approved: "CREATE OR REPLACE TABLE ads.keep AS SELECT 1 AS id",
    swap: [keep],
    said: /its effect is now destructive, and was write/,
  },
  {
    attack: "the optimizer leaves out the table that was changed",
    before: [keep, todel],
    approved: "UPDATE ads.keep SET name = 'd' WHERE id <= (SELECT count(*) FROM ads.todel)",
    swap: ["INSERT INTO ads.todel VALUES (3)"],
    said: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "the source of its MERGE holds other rows, as many",
    before: [keep, todel],
    approved: "MERGE INTO ads.keep k USING ads.todel t ON k.id = t.id WHEN MATCHED THEN DELETE",
    swap: ["UPDATE ads.todel SET id = 1"],
    said: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "the source of its UPDATE holds other rows, as many",
    before: [keep, todel],
    approved: "UPDATE ads.keep SET name = (SELECT CAST(max(id) AS VARCHAR) FROM ads.todel) WHERE id = 1",
    swap: ["UPDATE ads.todel SET id = 7"],
    said: /warehouse\.ads\.todel, which it reads, has changed/,
  },
  {
    attack: "a table too large to compare was changed in one row",
    before: [
      keep,
      "CREATE TABLE ads.large AS SELECT e.event_id * 10 + v.n AS id FROM ads.events e CROSS JOIN (VALUES (1), (2), (3)) AS v (n)",
    ],
    approved: "DELETE FROM ads.keep WHERE id IN (SELECT id FROM ads.large)",
    swap: ["UPDATE ads.large SET id = 3 WHERE id = (SELECT min(id) FROM ads.large)"],
    said: /warehouse\.ads\.large, which it reads, has changed/,
  },
];

describe("an approved statement on the embedded engine, where what is behind it was exchanged", function () {
  this.timeout(120_000);
  let warehouse: SmallWarehouse;
  let gated: GatedServer;
  let client: Client;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    gated = await startGated(prestoServer, { settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file } });
    client = await gated.kit.connect({ ...ada, era: "legacy" });
  });
  after(async () => {
    await gated.close();
    await warehouse.dispose();
  });

  const ask = async (sql: string): Promise<string> => {
    const first = await told(client, "write_query", { sql });
    assert.equal(first.code, "approval-pending", first.text);
    return gated.pending();
  };
  const write = async (sql: string) => {
    await gated.approve(await ask(sql));
    const { isError, text } = await told(client, "write_query", { sql });
    assert.equal(isError, false, text);
  };
  /** Null where there is no such table. */
  const contents = async (name = "ads.keep") => {
    const { isError, text } = await told(client, "query", { sql: `SELECT * FROM ${name} ORDER BY id` });
    return isError ? null : Page.parse(JSON.parse(text)).rows;
  };

  afterEach(async () => {
    const waiting = await gated.pending().catch(() => null);
    if (waiting !== null) await gated.reject(waiting, "over");
  });

  for (const [index, { attack, before: made, approved, swap, said }] of swaps.entries()) {
    /** Each has tables of its own: to make and drop them takes most of the time. */
    const own = (sql: string): string => sql.replace(/\bads\.(?!events\b)(\w+)/g, `ads.$1_${index}`);
    it(verifies("presto.write-race", `does not run where ${attack}`), async () => {
      for (const sql of made) await write(own(sql));
      const id = await ask(own(approved));
      await gated.approve(id);
      for (const sql of swap) await write(own(sql));
      const there = await contents(own("ads.keep"));
      const { code, text } = await told(client, "write_query", { sql: own(approved) });
      assert.equal(code, "plan-changed", text);
      assert.match(text.replaceAll(`_${index}`, ""), said);
      assert.equal(await gated.state(id), "void");
      assert.deepEqual(await contents(own("ads.keep")), there);
    });
  }

  it(verifies("presto.write-bound", "says what it is bound to, and runs where nothing of that changed"), async () => {
    for (const sql of [keep, todel, "CREATE VIEW ads.chosen AS SELECT id FROM ads.todel"]) await write(sql);
    const sql = "DELETE FROM ads.keep WHERE id = (SELECT max(id) FROM ads.chosen)";
    const id = await ask(sql);
    const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
    assert.deepEqual(
      view.plan.basis?.bindings.map(({ role, object, says }) => [role, object, says]),
      [
        ["writes", "warehouse.ads.keep", "3 rows, compared whole"],
        ["reads", "warehouse.ads.todel", "1 row, compared whole"],
        ["view", "warehouse.ads.chosen", "defined as it was"],
        ["effect", "ads.keep", "exactly 1 row, compared whole"],
      ],
    );
    assert.deepEqual(view.plan.basis?.unheld, []);
    await gated.approve(id);
    await write("CREATE TABLE ads.kept_away AS SELECT 1 AS other"); // of no concern to it
    assert.deepEqual(await told(client, "write_query", { sql }).then(({ text }) => JSON.parse(text)), { rows: 1 });
    assert.deepEqual(await contents(), [
      [1, "a"],
      [3, "c"],
    ]);
  });

  it(verifies("presto.write-bound", "says that values which are new each time cannot be held, and runs"), async () => {
    await write("CREATE TABLE ads.dated AS SELECT 1 AS id, now() AS at");
    const sql = "INSERT INTO ads.dated VALUES (2, now())";
    const id = await ask(sql);
    const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
    assert.match(view.plan.basis?.unheld.join() ?? "", /new each time it runs/);
    await gated.approve(id);
    assert.deepEqual(await told(client, "write_query", { sql }).then(({ text }) => JSON.parse(text)), { rows: 1 });
  });
});
