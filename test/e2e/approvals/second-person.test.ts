/**
 * In prod, another person of the owning group decides about a call that would overwrite data. A request without a
 * decision expires.
 */
import assert from "node:assert/strict";
import { defaultApprovalSeconds } from "@drawbridge/registry/settings";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { codeOf, contentOf, resultOf } from "../../support/agents/response.ts";
import { MovedClock } from "../../support/clocks/moved-clock.ts";
import { verifies } from "../../support/verifies.ts";
import { ApprovingStack, setApprovalSeconds } from "../../support/worlds/approving-stack.ts";

describe("a call that would overwrite data in prod", function () {
  this.timeout(120_000);
  const clock = new MovedClock();
  let stack: ApprovingStack;
  before(async () => {
    stack = await ApprovingStack.start({ environment: "prod", now: clock.now });
  });
  after(() => stack.close());

  it(
    verifies(
      "routing.second-person",
      "Only another person of the group decides a call that would overwrite data in prod",
    ),
    async () => {
      const home = await stack.home("ada");
      const [ada, ines, omar] = await Promise.all(["ada", "ines", "omar"].map((user) => stack.approver(user)));
      assert.ok(ada && ines && omar);
      const agent = new RawAgent((await bundledCli()).cli, home.folder, ["presto"]);
      const answer = agent.call("write_query", { sql: "DELETE FROM ads.campaigns WHERE 1 = 0" }, modernMeta());
      const [pending] = await ines.pending();
      assert.ok(pending);
      assert.equal(pending.view.need, "second-person");
      assert.equal((await ada.find(pending.view.id)).mayDecide.allowed, false);
      const own = await ada.approve(pending);
      assert.equal(own?.ok === false && own.error, "own-request");
      const stranger = await omar.approve(pending);
      assert.equal(
        stranger?.ok === false && stranger.error,
        "no-such-request",
        "who may not decide does not even see it",
      );
      assert.equal((await ines.find(pending.view.id)).state, "pending");
      assert.equal((await ines.approve(pending))?.ok, true);
      assert.equal(resultOf(await answer).isError ?? false, false, contentOf(await answer));
      await agent.close();
    },
  );

  it(
    verifies("routing.expiry", "A request without a decision expires, the waiting agent learns so, and may ask again"),
    async () => {
      const home = await stack.home("ada");
      const ada = await stack.approver("ada");
      const agent = new RawAgent((await bundledCli()).cli, home.folder, ["presto"]);
      const sql = "CREATE TABLE ads.never AS SELECT 1 AS n";
      const undecided = agent.call("write_query", { sql }, modernMeta());
      await ada.pending();
      clock.pass(defaultApprovalSeconds.pending + 1);
      const expired = await undecided;
      assert.equal(codeOf(expired), "approval-expired", contentOf(expired));
      setApprovalSeconds(home, 0.3);
      const again = agent.call("write_query", { sql }, modernMeta());
      const [pending] = await ada.pending();
      assert.equal(codeOf(await again), "approval-pending");
      assert.ok(pending);
      await ada.approve(pending);
      clock.pass(defaultApprovalSeconds.grant + 1);
      assert.equal((await ada.find(pending.view.id)).state, "expired");
      const lateAnswer = await agent.call("write_query", { sql }, modernMeta());
      assert.equal(codeOf(lateAnswer), "approval-pending", "an approval that was not used in time is no longer valid");
      await agent.close();
    },
  );
});
