import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { prestoServer } from "@drawbridge/presto/server";
import type { Resolution } from "../../../reference-servers/servers/presto/resolving/resolve.ts";
import { type Judge, startJudge } from "../../../reference-servers/servers/presto/sql/judge.ts";
import type { Change } from "../../../reference-servers/servers/presto/sql/verdict.ts";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, never, usePresto } from "./presto-client.ts";

const resolution: Resolution = { objects: [], unreadable: [] };

describe("writing on a real Presto", function () {
  this.timeout(120_000);
  const underTest = usePresto();
  let judge: Judge;
  before(async () => {
    judge = await startJudge("presto");
  });
  after(() => judge.close());

  const changeOf = async (sql: string) => {
    const change = await judge.change(sql);
    assert.ok(change.kind === "change", sql);
    return change;
  };
  /** Plans the change and makes it at once. */
  const make = async (change: Change, begins: (handle: string) => Promise<void>) => {
    const { engine } = underTest();
    const planned = await engine.planChange(change, resolution, ada, never());
    return engine.makeChange(change, ada, { planned, resolution, begins, signal: never() });
  };

  describe("through the server, approved", () => {
    let gated: GatedServer;
    before(async () => {
      gated = await startGated(prestoServer, { settings: { PRESTO_URL: underTest().presto.url } });
    });
    after(() => gated.close());

    const write = async (sql: string) => {
      const client = await gated.kit.connect({ user: "ada", groups: ["ads-eng"], era: "legacy" });
      const first = await toolAnswer(client, "write_query", { sql });
      assert.equal(first.code, "approval-pending", first.text);
      const id = await gated.pending();
      await gated.approve(id);
      const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
      return { plan: view.plan, ...(await toolAnswer(client, "write_query", { sql })) };
    };

    it(
      verifies("presto.write", "An approved write creates, fills and drops a table as the user who asked"),
      async () => {
        const created = await write("CREATE TABLE memory.default.nations AS SELECT * FROM tpch.tiny.nation");
        assert.deepEqual([created.isError, JSON.parse(created.text)], [false, { rows: 25 }], created.text);
        assert.deepEqual(created.plan.objects, ["memory.default.nations", "tpch.tiny.nation", 'tpch."sf0.01".nation']);
        assert.equal(created.plan.cost.rows, 25);
        assert.ok(Number(created.plan.cost.bytes) > 0);
        assert.equal(created.plan.similar, null);
        const inserted = await write(
          "INSERT INTO memory.default.nations SELECT * FROM tpch.tiny.nation WHERE regionkey = 1",
        );
        assert.deepEqual(JSON.parse(inserted.text), { rows: 5 });
        // The engine does not know how many rows the filter leaves, but its input has only 25 rows.
        assert.deepEqual(inserted.plan.similar, {
          verb: "INSERT",
          target: "memory.default.nations",
          sources: ["tpch.tiny.nation"],
          maxRowsPerUse: 1000,
          maxUses: 20,
          maxRows: 10_000,
        });
        assert.deepEqual(await underTest().rows("SELECT count(*) FROM memory.default.nations"), [[30]]);
        const query = (await underTest().presto.queries()).find(({ sql }) => sql.startsWith("INSERT INTO memory"));
        assert.equal(query?.user, "ada");
        const dropped = await write("DROP TABLE memory.default.nations");
        assert.deepEqual(
          [dropped.isError, dropped.plan.reversible, dropped.plan.similar],
          [false, "no", null],
          dropped.text,
        );
        assert.deepEqual(await underTest().rows("SHOW TABLES FROM memory.default"), []);
      },
    );

    it(verifies("presto.second-judge", "The engine accepts writes only for the approved statement"), async () => {
      const made = write("CREATE TABLE memory.default.meanwhile AS SELECT * FROM tpch.tiny.lineitem");
      const isReadOnly = (error: unknown) => error instanceof SqlError && /read-only transaction/.test(error.message);
      let over = false;
      const ended = made.finally(() => {
        over = true;
      });
      do await assert.rejects(underTest().rows("CREATE SCHEMA memory.sneaked"), isReadOnly);
      while (!over);
      const { text } = await ended;
      assert.deepEqual(text, JSON.stringify({ rows: 60_175 }));
      await write("DROP TABLE memory.default.meanwhile");
    });

    it(
      verifies("presto.write-refused", "A write that the engine would refuse is refused without asking a person"),
      async () => {
        const client = await gated.kit.connect({ user: "ada", groups: ["ads-eng"], era: "legacy" });
        for (const sql of [
          "INSERT INTO memory.default.nope SELECT 1",
          "DROP TABLE tpch.tiny.nation; DROP TABLE x",
          "CALL system.x()",
        ]) {
          const { isError, code } = await toolAnswer(client, "write_query", { sql });
          assert.ok(isError && code !== "approval-pending", sql);
        }
        await assert.rejects(gated.pending(), /there are 0/);
      },
    );
  });

  it(verifies("presto.write-settled", "The query id shows how a write ended, or that it never started"), async () => {
    const { engine } = underTest();
    let handle = "";
    const noted = async (id: string): Promise<void> => {
      handle = id;
    };
    const made = await make(
      await changeOf("CREATE TABLE memory.default.settled AS SELECT * FROM tpch.tiny.region"),
      noted,
    );
    assert.deepEqual(made, { rows: 5 });
    assert.equal(await engine.outcomeOf(handle, never()), "succeeded");
    const divides =
      "INSERT INTO memory.default.settled SELECT 1 / (regionkey - 1), name, comment FROM tpch.tiny.region";
    await assert.rejects(make(await changeOf(divides), noted), SqlError);
    assert.equal(await engine.outcomeOf(handle, never()), "failed");
    assert.equal(await engine.outcomeOf(null, never()), "failed");
    assert.equal(await engine.outcomeOf("20200101_000000_00000_aaaaa", never()), "unknown");
    await make(await changeOf("DROP TABLE memory.default.settled"), noted);
  });

  it(verifies("presto.write-settled", "A write whose query id could not be stored does not start"), async () => {
    const lost = new Error("the registry is unreachable");
    const change = await changeOf("CREATE TABLE memory.default.lost AS SELECT * FROM tpch.tiny.region");
    const losing = async (): Promise<void> => {
      throw lost;
    };
    await assert.rejects(make(change, losing), lost);
    assert.deepEqual(await underTest().rows("SHOW TABLES FROM memory.default"), []);
  });
});
