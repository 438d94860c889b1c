import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { everOtherNesting } from "../../golden/sql/hostile.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, endless, ines, Page, type RunningPresto, startPresto } from "./running-presto.ts";

/** One user's attacks on what all users share, through the server; what counts is who is answered before whom. */
describe("a user who takes what the Presto server has", function () {
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

  /** Calls of the attacker, some of which are answered while the other user asks; and how many were by then. */
  async function under(calls: readonly { tool: string; sql: string }[]) {
    let answered = 0;
    const attacks = calls.map(async ({ tool, sql }) => {
      const result = await attacker.callTool({ name: tool, arguments: { sql } });
      answered += 1;
      return result;
    });
    await new Promise((resolve) => setTimeout(resolve, 100)); // they are under way
    assert.deepEqual(await select1(), [[1]]);
    const before = answered;
    return { before, results: Promise.all(attacks) };
  }

  const times = (count: number, tool: string, sql: (number: number) => string) =>
    Array.from({ length: count }, (_, number) => ({ tool, sql: sql(number) }));

  it(verifies("shares.judge", "by ten nested SELECTs of 350 characters keeps nobody from a query"), async () => {
    const nested = `SELECT ${"(SELECT ".repeat(38)}1${")".repeat(38)}`;
    const { results } = await under(times(10, "query", (number) => `${nested} -- ${number}`));
    for (const { content } of await results) assert.match(JSON.stringify(content), /more than 24 levels deep/);
  });

  it(verifies("shares.judge", "by four statements that take the judge's whole time is overtaken"), async () => {
    const { before, results } = await under(times(4, "query", (number) => everOtherNesting(100 + number)));
    assert.ok(before < 2, `${before} of four were judged before another user's SELECT 1`);
    for (const { content } of await results) assert.match(JSON.stringify(content), /too complex/);
  });

  it(verifies("shares.engine", "by three statements whose planning never ends is overtaken"), async () => {
    const endless = "levenshtein(repeat('a', 300000), repeat('b', 300000))";
    const { before, results } = await under(times(3, "query", (number) => `SELECT ${number} + ${endless}`));
    assert.equal(before, 0);
    for (const { content } of await results) assert.match(JSON.stringify(content), /did not plan the statement within/);
  });

  it(verifies("shares.engine", "by a plan that ends the engine's process ends nobody's running query"), async () => {
    const running = Page.parse(await answer(other, "query", { sql: endless }));
    assert.equal(running.status, "running");
    const breaking = "SELECT length(repeat('x', 1000000000))";
    for (const tool of ["explain_query", "query"]) {
      const broken = await attacker.callTool({ name: tool, arguments: { sql: breaking } });
      assert.match(JSON.stringify(broken.content), /more memory than the engine may use|did not plan/);
    }
    const { query_id } = running;
    assert.equal(Page.parse(await answer(other, "query_result", { query_id })).status, "running");
    assert.deepEqual(await answer(other, "cancel_query", { query_id }), { cancelled: true });
    assert.deepEqual(await select1(), [[1]]);
  });

  it(verifies("shares.engine", "by three statements that sleep for a day is overtaken"), async () => {
    const sleeping = times(3, "query", (number) => `SELECT sleep_ms(100000000 + event_id + ${number}) FROM ads.events`);
    const { before } = await under(sleeping);
    assert.equal(before, 0);
  });
});
