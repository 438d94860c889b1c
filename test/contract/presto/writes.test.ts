import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { prestoServer } from "@drawbridge/presto/server";
import type { Client } from "@modelcontextprotocol/client";
import { makeSmallWarehouse, type SmallWarehouse } from "../../support/engines/small-warehouse.ts";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, ines, Page } from "./running-presto.ts";

/** Created before the server starts, because creating them by approved writes would take most of the time. */
const created = [
  "CREATE TABLE ads.counted AS SELECT * FROM ads.campaigns LIMIT 7",
  "CREATE VIEW ads.leak AS SELECT * FROM finance.revenue",
  "CREATE TABLE ads.old AS SELECT * FROM ads.campaigns LIMIT 3",
  "CREATE TABLE ads.tally AS SELECT 0 AS n",
  "CREATE TABLE ads.shared AS SELECT 0 AS n",
  "CREATE TABLE ads.tally2 AS SELECT 0 AS n",
  "CREATE TABLE ads.tally3 AS SELECT 0 AS n",
  "CREATE VIEW ads.peek AS SELECT * FROM finance.revenue",
];

describe("an approved write on the embedded engine", function () {
  this.timeout(60_000);
  let warehouse: SmallWarehouse;
  let gated: GatedServer;
  let client: Client;
  before(async () => {
    warehouse = await makeSmallWarehouse(created);
    gated = await startGated(prestoServer, { settings: { DRAWBRIDGE_WAREHOUSE: warehouse.file } });
    client = await gated.kit.connect({ ...ada, era: "legacy" });
  });
  after(async () => {
    await gated.close();
    await warehouse.dispose();
  });

  const rows = async (sql: string) => Page.parse(await answer(client, "query", { sql })).rows;
  /** Calls the tool, has the request approved, and calls again. */
  const write = async (sql: string) => {
    const first = await toolAnswer(client, "write_query", { sql });
    assert.equal(first.code, "approval-pending", first.text);
    const id = await gated.pending();
    await gated.approve(id);
    const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
    const answered = await toolAnswer(client, "write_query", { sql });
    const { run } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
    return { view, run, ...answered };
  };

  it(verifies("presto.write", "An approved write shows its full effect and does exactly that, once"), async () => {
    const sql = "CREATE TABLE ads.spend AS SELECT campaign_id, count(*) AS n FROM ads.events GROUP BY 1";
    const { view, isError, text } = await write(sql);
    assert.equal(isError, false, text);
    const [[count] = []] = await rows("SELECT count(*) FROM ads.spend");
    assert.deepEqual(JSON.parse(text), { rows: count });
    const { basis, ...plan } = view.plan;
    assert.deepEqual(
      basis?.bindings.map(({ role, object, says }) => [role, object, says]),
      [
        ["writes", "ads.spend", "does not exist yet"],
        ["reads", "warehouse.ads.events", "20,000 rows, compared whole"],
        [
          "effect",
          "ads.spend",
          `exactly ${Number(count).toLocaleString("en-US")} rows, counted and not compared one by one`,
        ],
      ],
    );
    assert.deepEqual(
      { ...plan, cost: { ...plan.cost, bytes: "some" } },
      {
        summary: "CREATE TABLE ads.spend AS SELECT",
        verb: "CREATE TABLE AS",
        text: { language: "sql", content: sql },
        target: "duckdb",
        effect: "write",
        objects: ["ads.spend", "warehouse.ads.events"],
        writes: ["ads.spend"],
        reads: ["warehouse.ads.events"],
        cost: { rows: count, bytes: "some" },
        reversible: "yes",
        similar: null,
      },
    );
    assert.deepEqual(await readdir(dirname(warehouse.file)), ["warehouse.duckdb", "warehouse.duckdb.owner"]);
  });

  it(
    verifies("presto.act-named", "A plan distinguishes replaced objects from read-only ones and new ones"),
    async () => {
      const created = await write("CREATE OR REPLACE TABLE ads.tmp_1 AS SELECT * FROM ads.campaigns");
      const { summary, effect, reversible, writes, reads, similar } = created.view.plan;
      assert.deepEqual(
        { summary, effect, reversible, writes, reads, similar },
        {
          summary: "CREATE OR REPLACE TABLE ads.tmp_1 AS SELECT",
          ...{ effect: "write", reversible: "yes", writes: ["ads.tmp_1"], reads: ["warehouse.ads.campaigns"] },
          similar: null,
        },
      );
      const again = await write("CREATE OR REPLACE TABLE ads.tmp_1 AS SELECT * FROM ads.campaigns LIMIT 1");
      assert.deepEqual([again.view.plan.effect, again.view.plan.reversible], ["destructive", "no"]);
      const itself = await write("CREATE OR REPLACE TABLE ads.tmp_1 AS SELECT * FROM ads.tmp_1");
      assert.deepEqual([itself.view.plan.writes, itself.view.plan.reads], [["warehouse.ads.tmp_1"], []]);
    },
  );

  it(verifies("gate.run-report", "People who may see a request see the rows and the time of its run"), async () => {
    const { run } = await write("DELETE FROM ads.counted WHERE true");
    assert.equal(run?.rows, 7);
    assert.ok((run?.durationMs ?? 0) > 0);
    assert.equal(run?.failure, undefined);
  });

  it(
    verifies("presto.write", "A plan has the number of rows that a DELETE, an UPDATE and a DROP would change"),
    async () => {
      const [[inUs] = []] = await rows("SELECT count(*) FROM ads.campaigns WHERE status = 'ended'");
      const update = await write("UPDATE ads.campaigns SET name = 'x' WHERE status = 'ended'");
      assert.deepEqual([update.view.plan.cost.rows, update.view.plan.effect], [inUs, "destructive"]);
      const gone = await write("DELETE FROM ads.campaigns WHERE status = 'ended'");
      assert.deepEqual([gone.view.plan.cost.rows, JSON.parse(gone.text)], [inUs, { rows: inUs }]);
      assert.deepEqual(await rows("SELECT count(*) FROM ads.campaigns WHERE status = 'ended'"), [[0]]);
      const drop = await write("DROP TABLE ads.spend");
      assert.equal(drop.isError, false, drop.text);
      assert.ok(Number(drop.view.plan.cost.rows) > 0);
      assert.equal(drop.view.plan.similar, null);
      assert.equal((await toolAnswer(client, "query", { sql: "SELECT 1 FROM ads.spend" })).code, "invalid-sql");
    },
  );

  it(
    verifies("presto.write-refused", "An invalid, unsupported or forbidden write is refused without asking a person"),
    async () => {
      for (const [sql, code] of [
        ["INSERT INTO ads.nope SELECT 1", "invalid-sql"],
        ["CREATE TABLE ads.events AS SELECT 1 AS a", "invalid-sql"],
        ["SELECT 1", "not-a-read"],
        ["DELETE FROM ads.events; DELETE FROM ads.campaigns", "not-a-read"],
        ["GRANT SELECT ON ads.events TO USER finn", "not-taken"],
        ["CALL system.sync('a')", "not-taken"],
        ["CREATE ROLE boss", "not-taken"],
        ["CREATE TABLE ads.x AS SELECT * FROM read_text('/etc/passwd')", "not-read-here"],
        ["CREATE TABLE ads.x AS SELECT * FROM duckdb_logs", "denied-by-engine"],
      ] as const) {
        const { code: got, text } = await toolAnswer(client, "write_query", { sql });
        assert.equal(got, code, `${sql}: ${text}`);
      }
      const other = await gated.kit.connect({ ...ines, era: "legacy" });
      for (const sql of [
        "CREATE TABLE ads.mine AS SELECT * FROM finance.revenue",
        "DROP TABLE finance.revenue",
        "DROP SCHEMA finance",
      ]) {
        assert.equal((await toolAnswer(other, "write_query", { sql })).code, "not-allowed", sql);
      }
      await assert.rejects(gated.pending(), /there are 0/);
    },
  );

  it(verifies("presto.restricted", "A table cannot be created from a restricted table behind a view"), async () => {
    const other = await gated.kit.connect({ ...ines, era: "legacy" });
    assert.equal(
      (await toolAnswer(other, "write_query", { sql: "CREATE TABLE ads.mine AS SELECT * FROM ads.leak" })).code,
      "not-allowed",
    );
  });

  it(
    verifies(
      "presto.write-race",
      "If the table was swapped after the approval, the write is refused and a person is asked again",
    ),
    async () => {
      const sql = "DELETE FROM ads.old";
      assert.equal((await toolAnswer(client, "write_query", { sql })).code, "approval-pending");
      const id = await gated.pending();
      await gated.approve(id);
      // Three rows were approved; another user replaces the table.
      const other = await gated.kit.connect({ user: "dora", groups: ["ads-eng"], era: "legacy" });
      for (const swap of ["DROP TABLE ads.old", "CREATE TABLE ads.old AS SELECT * FROM ads.events"]) {
        await toolAnswer(other, "write_query", { sql: swap });
        await gated.approve(await gated.pending("dora"), "dora");
        assert.equal((await toolAnswer(other, "write_query", { sql: swap })).isError, false);
      }
      const { code, text } = await toolAnswer(client, "write_query", { sql });
      assert.equal(code, "plan-changed", text);
      assert.match(
        text,
        /warehouse\.ads\.old, which it changes, has changed: it is now 20,000 rows, compared whole, and was 3 rows/,
      );
      assert.equal(await gated.state(id), "void");
      assert.deepEqual(await rows("SELECT count(*) FROM ads.old"), [[20_000]]);
      await gated.reject(await gated.pending(), "no");
    },
  );

  it(
    verifies("presto.write-race", "Several writes to one table at the same time each take effect exactly once"),
    async () => {
      const inserts = [1, 2, 3].map((n) => `INSERT INTO ads.tally VALUES (${n})`);
      for (const sql of inserts) {
        assert.equal((await toolAnswer(client, "write_query", { sql })).code, "approval-pending");
        await gated.approve(await gated.pending());
      }
      const created = await Promise.all(inserts.map((sql) => toolAnswer(client, "write_query", { sql })));
      assert.deepEqual(
        created.map(({ text }) => text),
        inserts.map(() => '{"rows":1}'),
      );
      assert.deepEqual(await rows("SELECT n FROM ads.tally ORDER BY n"), [[0], [1], [2], [3]]);
    },
  );

  it(
    verifies("presto.write-race", "An approved DELETE never removes rows that another user added after the approval"),
    async () => {
      const clear = "DELETE FROM ads.shared";
      const fill = "INSERT INTO ads.shared SELECT event_id FROM ads.events";
      for (const sql of [clear, fill]) {
        assert.equal((await toolAnswer(client, "write_query", { sql })).code, "approval-pending");
        await gated.approve(await gated.pending());
      }
      const [cleared, filled] = await Promise.all(
        [clear, fill].map((sql) => toolAnswer(client, "write_query", { sql })),
      );
      assert.equal(filled?.isError, false, filled?.text);
      const refusedAsChanged = cleared?.isError === true;
      if (refusedAsChanged) assert.match(cleared.code ?? "", /^(plan-changed|changed-meanwhile)$/);
      assert.deepEqual(await rows("SELECT count(*) FROM ads.shared"), [[refusedAsChanged ? 20_001 : 20_000]]);
      if (cleared?.code === "plan-changed") await gated.reject(await gated.pending(), "no");
    },
  );

  it(
    verifies("presto.write", "During a write, running reads keep the old file and new reads use the new file"),
    async () => {
      const [[before] = []] = await rows("SELECT count(*) FROM ads.campaigns");
      const reading = answer(client, "query", {
        sql: "SELECT count(*) FROM ads.events a, ads.campaigns b WHERE length(a.device || b.name) > 3",
      });
      const wrote = await write("INSERT INTO ads.campaigns SELECT * FROM ads.campaigns");
      assert.equal(wrote.isError, false, wrote.text);
      assert.equal(Page.parse(await reading).row_count, 1);
      assert.deepEqual(await rows("SELECT count(*) FROM ads.campaigns"), [[2 * Number(before)]]);
    },
  );

  it(
    verifies(
      "presto.similar",
      "A write that is similar to one approved for an hour runs without approval, and no other write does",
    ),
    async () => {
      const ask = (sql: string) => toolAnswer(client, "write_query", { sql });
      const insert = (n: number) => `INSERT INTO ads.tally2 VALUES (${n})`;
      await ask(insert(1));
      const result = await gated.registry.approve(await gated.pending(), { sub: "ada", groups: ["ads-eng"] }, 600);
      assert.equal(result.ok, true);
      for (const n of [1, 2]) assert.equal((await ask(insert(n))).isError, false, String(n));
      for (const sql of [
        "CREATE TABLE ads.copied AS SELECT * FROM finance.revenue",
        "CREATE VIEW ads.leaking AS SELECT * FROM finance.revenue",
        "INSERT INTO ads.tally2 SELECT count(*) FROM finance.revenue",
        "INSERT INTO ads.tally2 SELECT max(net_usd) FROM ads.peek",
        "INSERT INTO ads.tally2 SELECT * FROM ads.tally2",
        "INSERT INTO ads.tally3 VALUES (1)",
        "COMMENT ON COLUMN ads.tally2.n IS 'x'",
      ]) {
        const { code, text } = await ask(sql);
        assert.equal(code, "approval-pending", `${sql}: ${text}`);
        const id = await gated.pending();
        const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
        const insertsOwn = sql.startsWith("INSERT INTO ads.tally3");
        assert.equal(view.plan.similar === null, !insertsOwn, sql);
        await gated.reject(id, "no");
      }
      assert.deepEqual(await rows("SELECT n FROM ads.tally2 ORDER BY n"), [[0], [1], [2]]);
    },
  );

  it(
    verifies(
      "presto.budget",
      "A query over the budget needs an approval as a write does, and runs once it is approved",
    ),
    async () => {
      const sql = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT max(n) FROM t";
      assert.equal((await toolAnswer(client, "query", { sql })).code, "approval-pending");
      await gated.approve(await gated.pending());
      assert.deepEqual(await rows(sql), [[10]]);
    },
  );
});

describe("a query over the budget", function () {
  this.timeout(60_000);
  let warehouse: SmallWarehouse;
  let gated: GatedServer;
  before(async () => {
    warehouse = await makeSmallWarehouse();
    const settings = {
      DRAWBRIDGE_WAREHOUSE: warehouse.file,
      PRESTO_BUDGET_BYTES: "100000",
      PRESTO_GROUP_BUDGETS: '{"infra": {"bytes": 1e12, "rows": 1e12}}',
    };
    gated = await startGated(prestoServer, { settings });
  });
  after(async () => {
    await gated.close();
    await warehouse.dispose();
  });

  const sql = "SELECT device, count(*) FROM ads.events GROUP BY 1";

  it(
    verifies("presto.budget", "A query over the budget shows its price and runs after its caller agrees"),
    async () => {
      const client = await gated.kit.connect({ ...ada, era: "legacy" });
      assert.equal((await toolAnswer(client, "query", { sql: "SELECT 1" })).isError, false);
      const { code, text } = await toolAnswer(client, "query", { sql });
      assert.equal(code, "approval-pending", text);
      const id = await gated.pending();
      const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
      assert.deepEqual([view.plan.effect, view.plan.text?.content, view.need], ["read", sql, "caller"]);
      assert.ok(Number(view.plan.cost.bytes) > 100_000);
      await gated.approve(id);
      assert.ok(Page.parse(await answer(client, "query", { sql })).row_count > 1);
      assert.equal((await toolAnswer(client, "query", { sql })).code, "approval-pending");
      await gated.reject(await gated.pending(), "once is enough");
    },
  );

  it(
    verifies(
      "presto.budget",
      "A query within the larger budget of another group runs for its members without approval",
    ),
    async () => {
      const client = await gated.kit.connect({ ...ines, era: "legacy" });
      assert.equal((await toolAnswer(client, "query", { sql })).isError, false);
    },
  );

  it(verifies("presto.budget", "A query of unknown cost needs approval in every group"), async () => {
    const client = await gated.kit.connect({ ...ines, era: "legacy" });
    const unknown = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT max(n) FROM t";
    assert.equal((await toolAnswer(client, "query", { sql: unknown })).code, "approval-pending");
    await gated.reject(await gated.pending("ines"), "no", "ines");
  });
});

describe("a write in prod", function () {
  this.timeout(60_000);
  it(
    verifies(
      "presto.write-in-prod",
      "A write in prod needs another person of the owners if it overwrites or drops, and not if it adds",
    ),
    async () => {
      const warehouse = await makeSmallWarehouse();
      const settings = { DRAWBRIDGE_WAREHOUSE: warehouse.file, DRAWBRIDGE_ENVIRONMENT: "prod" };
      const gated = await startGated(prestoServer, { settings, registrySettings: { environment: "prod" } });
      try {
        const client = await gated.kit.connect({ ...ada, era: "legacy" });
        const sql = "DELETE FROM ads.campaigns WHERE status = 'ended'";
        assert.match((await toolAnswer(client, "write_query", { sql })).text, /needs another person's approval/);
        const id = await gated.pending();
        await assert.rejects(gated.approve(id, "ada"));
        await gated.approve(id, "ines");
        assert.equal((await toolAnswer(client, "write_query", { sql })).isError, false);
        const adds = await toolAnswer(client, "write_query", { sql: "CREATE TABLE ads.one AS SELECT 1 AS one" });
        assert.match(adds.text, /needs your approval/);
        const replaces = "CREATE OR REPLACE VIEW ads.v AS SELECT 1 AS one";
        assert.match(
          (await toolAnswer(client, "write_query", { sql: replaces })).text,
          /needs another person's approval/,
        );
      } finally {
        await gated.close();
        await warehouse.dispose();
      }
    },
  );
});
