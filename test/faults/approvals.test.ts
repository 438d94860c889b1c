/**
 * An approval while the registry goes away or is restarted, in each phase of the approval's life. Nothing runs without
 * approval, nothing is lost, and nothing runs twice.
 */
import assert from "node:assert/strict";
import type { Home } from "../../proxy/files/home.ts";
import type { JsonObject } from "../../proxy/kernel/json.ts";
import { modernMeta, type RawAgent } from "../support/agents/raw-agent.ts";
import { codeOf, contentOf, resultOf } from "../support/agents/response.ts";
import { until } from "../support/clocks/until.ts";
import type { Approver } from "../support/people/approver.ts";
import { verifies } from "../support/verifies.ts";
import { ApprovingStack, setApprovalSeconds } from "../support/worlds/approving-stack.ts";
import { onceForSuite } from "../support/worlds/suite-hooks.ts";
import { withControl } from "../support/worlds/upstream-world.ts";

describe("an approval and its registry", function () {
  this.timeout(120_000);
  let stack: ApprovingStack;
  let home: Home;
  let ada: Approver;
  let agent: RawAgent;
  onceForSuite(ApprovingStack.startWithAgent, (started) => {
    ({ stack, home, ada, agent } = started);
  });
  before(async () => {
    assert.equal(codeOf(await write("CREATE TABLE ads.log AS SELECT 0 AS n", 0)), "approval-pending");
    await approve();
    assert.ok(ran(await write("CREATE TABLE ads.log AS SELECT 0 AS n", 0)));
  });

  const write = (sql: string, seconds: number): Promise<JsonObject> => {
    setApprovalSeconds(home, seconds);
    return agent.call("write_query", { sql }, modernMeta());
  };
  const insert = (n: number): string => `INSERT INTO ads.log VALUES (${n})`;
  const ran = (answer: JsonObject): boolean => resultOf(answer).isError !== true && answer.result !== undefined;
  const approve = async (): Promise<string> => {
    const [pending] = await ada.pending();
    assert.ok(pending);
    assert.equal((await ada.approve(pending))?.ok, true);
    return pending.view.id;
  };
  const times = async (n: number): Promise<string> =>
    contentOf(await agent.call("query", { sql: `SELECT count(*) AS times FROM ads.log WHERE n = ${n}` }, modernMeta()));
  const waits = (): Promise<void> =>
    until("the agent waits", async () => {
      const { approvals } = await withControl(home, (broker) => broker.request("approvals", { folders: [] }));
      return approvals.some(
        ({ approval, askers }) => approval.state === "pending" && askers.some((each) => each.waiting),
      );
    });

  it(
    verifies("routing.registry-restart", "An approval is kept over the registry's restart, and the call runs once"),
    async () => {
      assert.equal(codeOf(await write(insert(1), 0)), "approval-pending");
      await stack.registry.restart();
      await approve();
      assert.ok(ran(await write(insert(1), 30)));
      assert.match(await times(1), /\[\[1\]\]/);
    },
  );

  it(verifies("routing.registry-restart", "An agent's call goes on after a restart of the registry"), async () => {
    const answer = write(insert(2), 60);
    await waits();
    await stack.registry.restart();
    await approve();
    assert.ok(ran(await answer), contentOf(await answer));
    assert.match(await times(2), /\[\[1\]\]/);
  });

  it(verifies("routing.registry-restart", "An unused approval survives a restart of the registry"), async () => {
    assert.equal(codeOf(await write(insert(3), 0)), "approval-pending");
    await approve();
    await stack.registry.restart();
    assert.ok(ran(await write(insert(3), 30)));
    assert.match(await times(3), /\[\[1\]\]/);
    assert.equal(codeOf(await write(insert(3), 0)), "approval-pending", "and a yes serves once");
    assert.match(await times(3), /\[\[1\]\]/);
  });

  it(verifies("routing.registry-restart", "A call that ran during the restart gets its outcome"), async () => {
    const answer = write(insert(4), 60);
    await waits();
    const id = await approve();
    await until("it is spent", async () => (await ada.find(id)).state !== "approved");
    await stack.registry.restart();
    assert.ok(ran(await answer), contentOf(await answer));
    await until("its end is on record", async () => (await ada.find(id)).state === "succeeded");
    assert.match(await times(4), /\[\[1\]\]/);
  });

  it(verifies("routing.registry-down", "No call runs while the registry is down, and agents read why"), async () => {
    await stack.registry.down();
    const refused = await write(insert(5), 1);
    assert.equal(codeOf(refused), "approvals-unavailable", contentOf(refused));
    await stack.registry.up();
    assert.match(await times(5), /\[\[0\]\]/);
  });

  it(
    verifies(
      "routing.registry-down",
      "A request stays pending while the registry is down, and a repeated call continues it after that",
    ),
    async () => {
      const answer = write(insert(6), 10);
      await waits();
      await stack.registry.down();
      assert.equal(codeOf(await answer), "approval-pending");
      const repeated = await write(insert(6), 1);
      assert.equal(codeOf(repeated), "approvals-unavailable", contentOf(repeated));
      await stack.registry.up();
      const again = write(insert(6), 30);
      await approve();
      assert.ok(ran(await again), contentOf(await again));
      assert.match(await times(6), /\[\[1\]\]/);
    },
  );

  it(verifies("routing.registry-down", "An approval can be used only while the registry is up"), async () => {
    assert.equal(codeOf(await write(insert(7), 0)), "approval-pending");
    await approve();
    await stack.registry.down();
    assert.equal(codeOf(await write(insert(7), 1)), "approvals-unavailable");
    await stack.registry.up();
    assert.ok(ran(await write(insert(7), 30)));
    assert.match(await times(7), /\[\[1\]\]/);
  });

  it(verifies("routing.broker-death", "A request outlives the broker of the agent that waits"), async () => {
    const answer = write(insert(8), 60);
    await waits();
    const { pid } = await withControl(home, (broker) => broker.request("status"));
    process.kill(pid, "SIGKILL");
    assert.equal(codeOf(await answer), "approval-pending");
    const again = write(insert(8), 60);
    await waits();
    await approve();
    assert.ok(ran(await again), contentOf(await again));
    assert.match(await times(8), /\[\[1\]\]/);
  });
});
