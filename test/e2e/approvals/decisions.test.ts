/**
 * What people decide about an agent's changes, with every real part: bridge, broker, edge, framework, DuckDB, registry.
 */
import assert from "node:assert/strict";
import type { Approval } from "@drawbridge/contracts/approvals";
import { similarSentence } from "@drawbridge/contracts/similar-calls";
import type { Home } from "../../../proxy/files/home.ts";
import type { JsonObject } from "../../../proxy/kernel/json.ts";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { codeOf, contentOf, resultOf } from "../../support/agents/response.ts";
import { until } from "../../support/clocks/until.ts";
import type { Approver } from "../../support/people/approver.ts";
import { verifies } from "../../support/verifies.ts";
import { ApprovingStack, setApprovalSeconds } from "../../support/worlds/approving-stack.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { withControl } from "../../support/worlds/upstream-world.ts";

describe("a change that an agent asks for", function () {
  this.timeout(120_000);
  let home: Home;
  let ada: Approver;
  let agent: RawAgent;
  onceForSuite(ApprovingStack.startWithAgent, (started) => {
    ({ home, ada, agent } = started);
  });
  beforeEach(() => setApprovalSeconds(home, 60));
  afterEach(async () => {
    const left = (await ada.list()).approvals;
    if (left.length > 0)
      await ada.decide(
        left.map(({ view, shown }) => ({ id: view.id, shown, decision: "reject", reason: "left over" })),
      );
  });

  const write = (sql: string, by = agent): Promise<JsonObject> => by.call("write_query", { sql }, modernMeta());
  const create = (table: string): string => `CREATE TABLE ads.${table} AS SELECT 1 AS n`;
  const exists = async (table: string): Promise<boolean> => {
    const answer = await agent.call("query", { sql: `SELECT count(*) FROM ads.${table}` }, modernMeta());
    return resultOf(answer).isError !== true;
  };
  const pendingFor = async (table: string): Promise<Approval> => {
    let found: Approval | undefined;
    await until(`${table} is pending`, async () => {
      found = (await ada.list()).approvals.find(({ view }) => view.plan.summary.includes(`ads.${table}`));
      return found !== undefined;
    });
    assert.ok(found);
    return found;
  };

  it(verifies("routing.chain", "A change waits, is shown whole, and runs once after its approval"), async () => {
    const answer = write(create("first"));
    const pending = await pendingFor("first");
    const { plan, user, workspace, server, environment } = pending.view;
    assert.deepEqual(
      { user, server, environment, workspace },
      { user: "ada", server: "presto", environment: "dev", workspace: process.cwd().split("/").at(-1) ?? null },
    );
    assert.equal(plan.text?.content, create("first"));
    assert.equal(await exists("first"), false, "nothing ran yet");
    await ada.approve(pending);
    assert.equal(resultOf(await answer).isError ?? false, false, contentOf(await answer));
    assert.equal(await exists("first"), true);
    await until("its end is on record", async () => (await ada.find(pending.view.id)).state === "succeeded");
  });

  it(
    verifies("routing.chain", "A change is pending after the agent's time limit, and the repeated call runs it"),
    async () => {
      setApprovalSeconds(home, 0.5);
      const lateAnswer = await write(create("second"));
      assert.equal(codeOf(lateAnswer), "approval-pending");
      const pending = await pendingFor("second");
      assert.match(contentOf(lateAnswer), new RegExp(pending.link));
      await ada.approve(pending);
      const repeated = await write(create("second"));
      assert.equal(resultOf(repeated).isError ?? false, false, contentOf(repeated));
      assert.equal(await exists("second"), true);
    },
  );

  it(verifies("routing.replay", "A change needs a new approval if it is repeated after it ran"), async () => {
    const first = write("INSERT INTO ads.first VALUES (2)");
    await ada.approve(await pendingFor("first"));
    assert.equal(resultOf(await first).isError ?? false, false, contentOf(await first));
    setApprovalSeconds(home, 0.5);
    assert.equal(codeOf(await write("INSERT INTO ads.first VALUES (2)")), "approval-pending");
    const count = await agent.call("query", { sql: "SELECT count(*) FROM ads.first" }, modernMeta());
    assert.match(contentOf(count), /\[\[2\]\]/, "it ran once");
  });

  it(verifies("routing.rejection-told", "A rejected change does not run, and the agent reads the reason"), async () => {
    const waiting = write(create("third"));
    await ada.reject(await pendingFor("third"), "use ads_scratch instead");
    assert.match(contentOf(await waiting), /use ads_scratch instead/);
    assert.equal(resultOf(await waiting).isError, true);
    assert.equal(await exists("third"), false);
    setApprovalSeconds(home, 0.5);
    await write(create("fourth"));
    await ada.reject(await pendingFor("fourth"), "not that one either");
    assert.match(contentOf(await write(create("fourth"))), /not that one either/);
    assert.equal(await exists("fourth"), false);
  });

  it(verifies("routing.batch", "Changes of one turn are decided together, each by itself"), async () => {
    const tables = ["b1", "b2", "b3", "b4", "b5"];
    const answers = tables.slice(0, 4).map((table) => write(create(table)));
    const pending = new Map<string, Approval>();
    for (const table of tables.slice(0, 4)) pending.set(table, await pendingFor(table));
    // Only the fifth has a short time limit, because the time that planning the others takes must not decide their
    // results.
    setApprovalSeconds(home, 0.5);
    answers.push(write(create("b5")));
    pending.set("b5", await pendingFor("b5"));
    const of = (table: string, decision: "approve" | "reject") => {
      const { view, shown } = pending.get(table) ?? assert.fail();
      const id = view.id;
      return decision === "approve" ? { id, shown, decision } : { id, shown, decision, reason: "too many" };
    };
    const results = await ada.decide([
      of("b1", "approve"),
      of("b2", "approve"),
      of("b3", "approve"),
      of("b4", "reject"),
    ]);
    assert.ok(results.every(({ ok }) => ok));
    const toolResults = await Promise.all(answers);
    assert.deepEqual(
      toolResults.slice(0, 3).map((each) => resultOf(each).isError ?? false),
      [false, false, false],
      JSON.stringify(toolResults),
    );
    assert.match(contentOf(toolResults[3] ?? {}), /too many/);
    assert.equal(codeOf(toolResults[4] ?? {}), "approval-pending");
    assert.deepEqual(await Promise.all(tables.map(exists)), [true, true, true, false, false]);
  });

  it(
    verifies(
      "routing.similar",
      "A change needs no second approval if similar calls are approved, until that is revoked",
    ),
    async () => {
      const made = write(create("similar"));
      await ada.approve(await pendingFor("similar"));
      await made;
      const insert = (n: number) => `INSERT INTO ads.similar VALUES (${n})`;
      const first = write(insert(1));
      const pending = await pendingFor("similar");
      assert.ok(pending.view.plan.similar);
      await ada.approve(pending, 600);
      assert.equal(resultOf(await first).isError ?? false, false, contentOf(await first));
      const second = await write(insert(2));
      assert.equal(resultOf(second).isError ?? false, false, contentOf(second));
      const { scopes } = await ada.list();
      assert.equal(scopes.length, 1);
      assert.equal(scopes[0]?.condition, similarSentence(pending.view.plan.similar));
      for (const scope of scopes) await ada.revoke(scope);
      setApprovalSeconds(home, 0.5);
      assert.equal(codeOf(await write(insert(3))), "approval-pending");
    },
  );

  it(verifies("routing.join", "A change that two agents ask for is one request, and runs once"), async () => {
    const other = new RawAgent((await bundledCli()).cli, home.folder, ["presto"]);
    const sql = "INSERT INTO ads.second VALUES (7)";
    const answers = [write(sql), write(sql, other)];
    const pending = await pendingFor("second");
    await until("both wait", async () => {
      const { approvals } = await withControl(home, (broker) => broker.request("approvals", { folders: [] }));
      return approvals.some(
        ({ approval, askers }) =>
          approval.view.id === pending.view.id && askers.filter(({ waiting }) => waiting).length === 2,
      );
    });
    assert.equal((await ada.list()).approvals.length, 1);
    await ada.approve(pending);
    const toolResults = await Promise.all(answers);
    assert.deepEqual(toolResults.map(codeOf).sort(), ["already-run", undefined], JSON.stringify(toolResults));
    const count = await agent.call("query", { sql: "SELECT count(*) FROM ads.second WHERE n = 7" }, modernMeta());
    assert.match(contentOf(count), /\[\[1\]\]/);
    await other.close();
  });
});
