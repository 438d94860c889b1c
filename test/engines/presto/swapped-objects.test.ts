import assert from "node:assert/strict";
import { prestoServer } from "@drawbridge/presto/server";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import { assertNotRun, type Swap } from "../../support/approvals/swap-attacks.ts";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, never, usePresto } from "./presto-client.ts";

const keep = "CREATE TABLE memory.default.keep AS SELECT * FROM (VALUES 1, 2, 3) AS t (id)";
const todel = "CREATE TABLE memory.default.todel AS SELECT 2 AS id";
const fromTodel = "INSERT INTO memory.default.keep SELECT max(id) FROM memory.default.todel";

const swaps: readonly Swap[] = [
  {
    attack: "a row was inserted into the table that it reads",
    before: [keep, todel],
    approved: fromTodel,
    swap: ["INSERT INTO memory.default.todel VALUES 3"],
    message: /memory\.default\.todel, which it reads, has changed: it is now 2 rows, compared whole, and was 1 row/,
  },
  {
    attack: "the table that it reads was renamed, and another table of the same name and size was created",
    before: [keep, todel],
    approved: fromTodel,
    swap: [
      "ALTER TABLE memory.default.todel RENAME TO memory.default.away",
      "CREATE TABLE memory.default.todel AS SELECT 3 AS id",
    ],
    message: /memory\.default\.todel, which it reads, has changed/,
  },
  {
    attack: "the table that it drops was renamed, and another table of the same name and size was created",
    before: [keep],
    approved: "DROP TABLE memory.default.keep",
    swap: [
      "ALTER TABLE memory.default.keep RENAME TO memory.default.away",
      "CREATE TABLE memory.default.keep AS SELECT * FROM (VALUES 4, 5, 6) AS t (id)",
    ],
    message: /memory\.default\.keep, which it changes, has changed/,
  },
  {
    attack: "a view was redefined over the same table",
    before: [keep, todel, "CREATE VIEW memory.default.chosen AS SELECT id FROM memory.default.todel"],
    approved: "INSERT INTO memory.default.keep SELECT id FROM memory.default.chosen",
    swap: ["CREATE OR REPLACE VIEW memory.default.chosen AS SELECT id + 1 AS id FROM memory.default.todel"],
    message: /the definition of memory\.default\.chosen has changed/,
  },
  {
    attack: "a view under its view was redefined",
    before: [
      keep,
      todel,
      "CREATE VIEW memory.default.low AS SELECT id FROM memory.default.todel",
      "CREATE VIEW memory.default.high AS SELECT id FROM memory.default.low",
    ],
    approved: "INSERT INTO memory.default.keep SELECT id FROM memory.default.high",
    swap: ["CREATE OR REPLACE VIEW memory.default.low AS SELECT id + 1 AS id FROM memory.default.todel"],
    message: /the definition of memory\.default\.low has changed/,
  },
];

describe("an approved statement on a real Presto whose data changed", function () {
  this.timeout(120_000);
  const underTest = usePresto();
  let gated: GatedServer;
  let judge: Judge;
  before(async () => {
    judge = await startJudge("presto");
    gated = await startGated(prestoServer, { settings: { PRESTO_URL: underTest().presto.url } });
  });
  after(async () => {
    await gated.close();
    await judge.close();
  });

  const changeOf = async (sql: string) => {
    const change = await judge.change(sql);
    assert.ok(change.kind === "change", sql);
    return change;
  };
  const plan = async (sql: string) => {
    const change = await changeOf(sql);
    const { engine } = underTest();
    const names = await engine.lookUp(change.reads, ada, never());
    const resolution = { objects: names, unreadable: [] };
    return { change, resolution, planned: await engine.planChange(change, resolution, ada, never()) };
  };
  /** As another user does in between. */
  const write = async (sql: string) => {
    const { change, ...how } = await plan(sql);
    await underTest().engine.makeChange(change, ada, { ...how, begins: async () => {}, signal: never() });
  };
  const contents = async (name: string) =>
    underTest()
      .rows(`SELECT * FROM memory.default.${name} ORDER BY 1`)
      .catch(() => null);

  afterEach(async () => {
    for (const view of ["high", "low", "chosen"])
      await write(`DROP VIEW IF EXISTS memory.default.${view}`).catch(() => {});
    for (const table of ["keep", "todel", "away"]) await write(`DROP TABLE IF EXISTS memory.default.${table}`);
  });

  for (const { attack, before: made, approved, swap, message: said } of swaps) {
    it(verifies("presto.write-race", `An approved statement does not run on a real Presto if ${attack}`), async () => {
      for (const sql of made) await write(sql);
      const client = await gated.kit.connect({ user: "ada", groups: ["ads-eng"], era: "legacy" });
      const text = await assertNotRun(gated, client, approved, {
        async swap() {
          for (const sql of swap) await write(sql);
        },
        contents: () => contents("keep"),
      });
      assert.match(text, said);
      await gated.reject(await gated.pending(), "no");
    });
  }

  for (const sql of [
    `CREATE TABLE memory.default."todel$history" AS SELECT 1 AS snapshot_id, 1 AS made_current_at`,
    `CREATE VIEW memory.default."todel$history" AS SELECT 1 AS snapshot_id, 1 AS made_current_at`,
    `ALTER TABLE memory.default.todel RENAME TO memory.default."keep$history"`,
  ]) {
    it(verifies("presto.write-refused", `A change cannot create a name that connectors reserve: ${sql}`), async () => {
      await write(todel);
      await assert.rejects(plan(sql), { code: "not-taken" });
    });
  }

  it(
    verifies("presto.write-race", "Contents are compared even if another table has a name like a history table"),
    async () => {
      for (const sql of [keep, todel]) await write(sql);
      // As a user does who does not come through Drawbridge.
      const { change, ...how } = await plan(
        "CREATE TABLE memory.default.history AS SELECT 1 AS snapshot_id, 1 AS made_current_at",
      );
      const hidden = { ...change, sql: change.sql.replace("default.history", 'default."todel$history"') };
      await underTest().engine.makeChange(hidden, ada, { ...how, begins: async () => {}, signal: never() });
      const before = await plan(fromTodel);
      assert.equal(before.planned.basis.bindings.find(({ role }) => role === "reads")?.says, "1 row, compared whole");
      await write("INSERT INTO memory.default.todel VALUES 99");
      await assert.rejects(
        underTest().engine.makeChange(before.change, ada, { ...before, begins: async () => {}, signal: never() }),
        { code: "changed-meanwhile" },
      );
      await write('DROP TABLE memory.default."todel$history"');
    },
  );

  it(
    verifies("presto.write-race", "A change is not made if the data changes between the last plan and the run"),
    async () => {
      for (const sql of [keep, todel]) await write(sql);
      const { change, ...how } = await plan(fromTodel);
      await write("INSERT INTO memory.default.todel VALUES 3");
      await assert.rejects(
        underTest().engine.makeChange(change, ada, { ...how, begins: async () => {}, signal: never() }),
        {
          code: "changed-meanwhile",
          mayHaveRun: false,
          message: /memory\.default\.todel, which it reads, has changed/,
        },
      );
      assert.deepEqual(await contents("keep"), [[1], [2], [3]]);
    },
  );

  it(verifies("presto.write-bound", "Each plan says what this engine cannot protect until the run"), async () => {
    for (const sql of [keep, todel]) await write(sql);
    const { planned } = await plan(fromTodel);
    assert.deepEqual(
      planned.basis.bindings.map(({ role, object }) => `${role} ${object}`),
      ["writes memory.default.keep", "reads memory.default.todel"],
    );
    assert.match(planned.basis.unheld.join(), /cannot lock tables and views between the last check/);
  });

  it(
    verifies(
      "presto.write-held",
      "A write in prod is refused where a second person could not rely on its plan, unless the operator allows it",
    ),
    async () => {
      await write(keep);
      const sql = "DROP TABLE memory.default.keep";
      for (const allowed of [false, true]) {
        const settings = {
          ...{ PRESTO_URL: underTest().presto.url, DRAWBRIDGE_ENVIRONMENT: "prod" },
          ...(allowed ? { PRESTO_UNHELD_WRITES: "allow" } : {}),
        };
        const prod = await startGated(prestoServer, { settings, registrySettings: { environment: "prod" } });
        try {
          const client = await prod.kit.connect({ user: "ada", groups: ["ads-eng"], era: "legacy" });
          const { code, text } = await toolAnswer(client, "write_query", { sql });
          if (!allowed) {
            assert.equal(code, "not-held", text);
            assert.match(text, /cannot lock tables and views .* PRESTO_UNHELD_WRITES=allow/s);
            continue;
          }
          assert.equal(code, "approval-pending", text);
          const { view } = await prod.registry.approval(await prod.pending(), { sub: "ada", groups: ["ads-eng"] });
          assert.match(view.plan.basis?.unheld.join() ?? "", /cannot lock tables and views/);
        } finally {
          await prod.close();
        }
      }
    },
  );
});
