import assert from "node:assert/strict";
import { objectAt } from "../../../proxy/kernel/json.ts";
import { codeOf, contentOf, resultOf } from "../../support/agents/response.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { AskingWorld } from "../../support/worlds/asking-world.ts";
import { withControl } from "../../support/worlds/upstream-world.ts";

describe("calls that need a person's approval", function () {
  this.timeout(60_000);
  let asking: AskingWorld;
  before(async () => {
    asking = await AskingWorld.start();
  });
  after(() => asking.close());
  beforeEach(() => {
    asking.upstream.form = "question";
    asking.waitsForApproval(30);
  });

  for (const era of ["legacy", "modern"] as const) {
    for (const form of ["question", "result"] as const) {
      it(
        verifies("routing.waits", `A ${era} agent's call waits for approval after a ${form}, and then runs`),
        async () => {
          asking.upstream.form = form;
          const { agent, call, close } = await asking.agent(era);
          const text = `${era} ${form}`;
          const answer = call(text, { progressToken: "p" });
          const pending = await asking.pending(text);
          await until("the agent hears that it waits", () => agent.notifications("notifications/progress").length > 0);
          assert.equal(asking.upstream.open, 0, "nothing is open at the server");
          assert.ok(!asking.upstream.ran.includes(text));
          const [progress] = agent.notifications("notifications/progress");
          assert.match(String(objectAt(progress ?? {}, "params").message), new RegExp(pending.link));
          await asking.ada.approve(pending);
          assert.match(contentOf(await answer), new RegExp(`ran ${text}`));
          assert.deepEqual(
            asking.upstream.ran.filter((each) => each === text),
            [text],
          );
          assert.ok(
            !JSON.stringify(agent.messages).includes("notifications/drawbridge"),
            "the bridge's own lines stay there",
          );
          await close();
        },
      );
    }

    it(
      verifies("routing.pending-answer", `A ${era} agent that is asked to call again causes no second request`),
      async () => {
        asking.waitsForApproval(0.3);
        const { call, close } = await asking.agent(era);
        const text = `late ${era}`;
        const lateAnswer = await call(text);
        assert.equal(codeOf(lateAnswer), "approval-pending");
        assert.equal(resultOf(lateAnswer).isError, true);
        const pending = await asking.pending(text);
        assert.match(contentOf(lateAnswer), new RegExp(pending.link));
        assert.equal(codeOf(await call(text)), "approval-pending");
        await asking.ada.approve(pending);
        assert.match(contentOf(await call(text)), /ran late/);
        assert.equal(
          (await asking.ada.list()).approvals.filter(({ view }) => view.plan.summary === `Change ${text}`).length,
          0,
        );
        await close();
      },
    );
  }

  for (const { at, busy } of [
    { at: "before a person is asked", busy: { undecided: 1, approved: 0 } },
    { at: "after a person has approved it", busy: { undecided: 0, approved: 1 } },
  ]) {
    it(
      verifies("routing.busy", `A call that a busy server did not begin ${at} is repeated once, and runs once`),
      async () => {
        asking.upstream.busy = busy;
        const { call, close } = await asking.agent("modern");
        const answer = call(`busy ${at}`);
        await asking.ada.approve(await asking.pending(`busy ${at}`));
        assert.match(contentOf(await answer), /ran busy/);
        assert.equal(asking.upstream.ran.filter((each) => each === `busy ${at}`).length, 1);
        await close();
      },
    );
  }

  it(
    verifies("routing.busy", "A call that a busy server does not begin twice is an error, and the agent reads it"),
    async () => {
      asking.upstream.busy = { undecided: 2, approved: 0 };
      const { call, close } = await asking.agent("modern");
      const calls = asking.upstream.calls.length;
      assert.equal(codeOf(await call("too busy")), "not-begun");
      assert.equal(asking.upstream.calls.length, calls + 2);
      assert.ok(!asking.upstream.ran.includes("too busy"));
      await close();
    },
  );

  it(
    verifies("routing.rejection-told", "A rejection's reason reaches the waiting call, and a repeated call"),
    async () => {
      const { call, close } = await asking.agent("modern");
      const waiting = call("bad idea");
      await asking.ada.reject(await asking.pending("bad idea"), "wrong table");
      assert.match(contentOf(await waiting), /rejected: wrong table/);
      asking.waitsForApproval(0.2);
      await call("worse idea");
      await asking.ada.reject(await asking.pending("worse idea"), "not on Fridays");
      const before = asking.upstream.calls.length;
      const rejection = await call("worse idea");
      assert.equal(codeOf(rejection), "approval-rejected");
      assert.match(contentOf(rejection), /Change worse idea on The asking server: ada rejected it.*not on Fridays/);
      assert.equal(asking.upstream.calls.length, before, "no person was asked again");
      assert.equal(codeOf(await call("worse idea")), "approval-pending", "and a later call is a new request");
      await asking.ada.reject(await asking.pending("worse idea"), "still not");
      await close();
    },
  );

  it(
    verifies("routing.cancelled", "A cancelled call no longer waits, and its request for approval stays"),
    async () => {
      const { agent, call, close } = await asking.agent("legacy");
      void call("second thoughts", {}, 77);
      const pending = await asking.pending("second thoughts");
      await asking.waits(pending);
      agent.send({ method: "notifications/cancelled", params: { requestId: 77 } });
      await asking.waits(pending, false);
      assert.equal((await asking.ada.find(pending.view.id)).state, "pending");
      const again = call("second thoughts");
      await asking.ada.approve(pending);
      assert.match(contentOf(await again), /ran second thoughts/);
      await close();
    },
  );

  it(
    verifies(
      "routing.broker-death",
      "A waiting call is answered as not run when the broker dies, and a repeated call joins its request",
    ),
    async () => {
      const { call, close } = await asking.agent("modern");
      const answer = call("survivor");
      const pending = await asking.pending("survivor");
      const { pid } = await withControl(asking.home, (broker) => broker.request("status"));
      await until("it waits", async () => {
        const { approvals } = await withControl(asking.home, (broker) => broker.request("approvals", { folders: [] }));
        return approvals.some(({ approval, askers }) => approval.view.id === pending.view.id && askers.length > 0);
      });
      const begun = performance.now();
      process.kill(pid, "SIGKILL");
      const answered = await answer;
      assert.ok(performance.now() - begun < 1000);
      assert.equal(codeOf(answered), "approval-pending");
      assert.match(contentOf(answered), /Nothing ran/);
      const again = call("survivor");
      await asking.ada.approve(pending);
      assert.match(contentOf(await again), /ran survivor/);
      assert.deepEqual(
        asking.upstream.ran.filter((each) => each === "survivor"),
        ["survivor"],
      );
      await close();
    },
  );

  it(
    verifies("routing.broker-death", "A waiting call is asked to call again at once when the broker ends normally"),
    async () => {
      const { call, close } = await asking.agent("modern");
      const answer = call("orderly");
      const pending = await asking.pending("orderly");
      await asking.waits(pending);
      const begun = performance.now();
      await withControl(asking.home, (broker) => broker.shutdown());
      assert.equal(codeOf(await answer), "approval-pending");
      assert.ok(performance.now() - begun < 3000);
      await asking.ada.reject(pending, "enough");
      await close();
    },
  );
});
