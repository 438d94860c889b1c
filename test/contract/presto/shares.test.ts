import assert from "node:assert/strict";
import type { CallToolResult, Client } from "@modelcontextprotocol/client";
import {
  brokenEngine,
  endlessPlans,
  longSleeps,
  nestedSelects,
  type ShareAttack,
  slowToJudge,
} from "../../support/agents/share-attacks.ts";
import { passTime } from "../../support/clocks/real-time.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, endless, ines, Page, type RunningPresto, startPresto } from "./running-presto.ts";

/**
 * Each call of an attack is refused, the first ones in these words. On a busy machine the last ones of the line reach the
 * tool's own limit before their turn is over.
 */
function assertRefused(results: readonly Pick<CallToolResult, "content">[], words: RegExp): void {
  const texts = results.map(({ content }) => JSON.stringify(content));
  const others = texts.filter((text) => !words.test(text));
  assert.ok(others.length < texts.length, texts.join("\n"));
  for (const text of others) assert.match(text, /failed: it took longer than 45 s and was stopped/);
}

/** Why real time passes before the other user's call. */
const underWay = "the attack's calls reach the engine, which no other user can see";

/** Attacks of one user on shared resources, through the server. The tests check who is answered before whom. */
describe("a user who uses up the Presto server's resources", function () {
  this.timeout(120_000);
  let presto: RunningPresto;
  let attacker: Client;
  let other: Client;
  before(async () => {
    presto = await startPresto({ PRESTO_WAIT_SECONDS: "2", PRESTO_BUDGET_ROWS: "1e15" });
    [attacker, other] = await Promise.all([presto.connect(ada), presto.connect(ines)]);
  });
  after(() => presto.close());

  const select1 = async () => Page.parse(await answer(other, "query", { sql: "SELECT 1" })).rows;

  /** The calls of the attack, and how many of them were answered before the other user's call. */
  async function under({ tool, statements }: ShareAttack) {
    let answered = 0;
    const attacks = statements.map(async (sql) => {
      const result = await attacker.callTool({ name: tool, arguments: { sql } });
      answered += 1;
      return result;
    });
    await passTime(100, underWay);
    assert.deepEqual(await select1(), [[1]]);
    const before = answered;
    return { before, results: Promise.all(attacks) };
  }

  it(
    verifies("shares.judge", "Ten nested SELECTs of 350 characters of one user do not delay the query of another user"),
    async () => {
      const { results } = await under(nestedSelects);
      for (const { content } of await results) assert.match(JSON.stringify(content), /more than 24 levels deep/);
    },
  );

  it(
    verifies(
      "shares.judge",
      "A user's statement is judged before another user's statements that use up the judge's time",
    ),
    async () => {
      const { before, results } = await under(slowToJudge);
      assert.ok(before < 2, `${before} of four were judged before another user's SELECT 1`);
      assertRefused(await results, /too complex/);
    },
  );

  it(
    verifies("shares.engine", "Three statements whose planning never ends are refused, and another user's query runs"),
    async () => {
      const { results } = await under(endlessPlans);
      assertRefused(await results, /did not plan the statement within.*long constant.*is busy: call again/);
    },
  );

  it(
    verifies("shares.engine", "A plan that ends the engine's process does not end another user's running query"),
    async () => {
      const running = Page.parse(await answer(other, "query", { sql: endless }));
      assert.equal(running.status, "running");
      const { results } = await under(brokenEngine);
      for (const { content } of await results)
        assert.match(JSON.stringify(content), /more memory than the engine may use|did not plan/);
      const { query_id } = running;
      assert.equal(Page.parse(await answer(other, "query_result", { query_id })).status, "running");
      assert.deepEqual(await answer(other, "cancel_query", { query_id }), { cancelled: true });
      assert.deepEqual(await select1(), [[1]]);
    },
  );

  it(
    verifies("shares.engine", "A user's query runs before another user's three statements that sleep for a day"),
    async () => {
      const { before } = await under(longSleeps);
      assert.equal(before, 0);
    },
  );
});

/** No plan of the attack can reach the engine's time limit during the test, so the order shows who waits for whom. */
describe("a user whose plans take the embedded engine's whole time", function () {
  this.timeout(120_000);
  it(verifies("shares.engine", "A user's query runs before any of another user's endless plans is over"), async () => {
    const presto = await startPresto({ PRESTO_PLANNING_SECONDS: "3600", PRESTO_BUDGET_ROWS: "1e15" });
    try {
      const [attacker, other] = await Promise.all([presto.connect(ada), presto.connect(ines)]);
      let over = 0;
      const attacks = endlessPlans.statements.map((sql) =>
        attacker
          .callTool({ name: endlessPlans.tool, arguments: { sql } })
          .catch(() => undefined) // its server has closed
          .finally(() => {
            over += 1;
          }),
      );
      await passTime(100, underWay);
      assert.deepEqual(Page.parse(await answer(other, "query", { sql: "SELECT 1" })).rows, [[1]]);
      assert.equal(over, 0);
      await attacker.close();
      await Promise.all(attacks);
    } finally {
      await presto.close();
    }
  });
});
