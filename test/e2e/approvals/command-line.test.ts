/** A person at a terminal: the call that waits, the list, and the link to the page that decides. */
import assert from "node:assert/strict";
import { ApprovalList } from "../../../proxy/contracts/control.ts";
import { CommandLine } from "../../support/agents/command-line.ts";
import type { Approver } from "../../support/people/approver.ts";
import { verifies } from "../../support/verifies.ts";
import { ApprovingStack } from "../../support/worlds/approving-stack.ts";

describe("approvals at the command line", function () {
  this.timeout(120_000);
  let stack: ApprovingStack;
  let ada: Approver;
  let terminal: CommandLine;
  before(async () => {
    stack = await ApprovingStack.start();
    ada = await stack.approver("ada");
    terminal = new CommandLine((await stack.home("ada")).folder);
  });
  after(() => stack.close());

  const call = (sql: string) => terminal.run("call", "presto", "write_query", "--args", JSON.stringify({ sql }));

  it(
    verifies(
      "routing.command",
      "A call waits with the link on stderr, is listed meanwhile, and prints the result after the approval",
    ),
    async () => {
      const running = call("CREATE TABLE ads.by_hand AS SELECT 1 AS n");
      const [pending] = await ada.pending();
      assert.ok(pending);
      const listed = await terminal.run("approvals");
      assert.match(
        listed.stdout,
        new RegExp(`^Waiting +[\\d:]+ +ads.by_hand · CREATE TABLE AS +presto .*${pending.link}$`, "m"),
      );
      const { approvals } = ApprovalList.parse(JSON.parse((await terminal.run("approvals", "--json")).stdout));
      assert.equal(approvals[0]?.approval.view.id, pending.view.id);
      assert.equal(approvals[0]?.askers[0]?.cwd, process.cwd());
      assert.equal((await terminal.run("approvals", "open")).stdout.trim(), `${stack.registryUrl}/approvals`);
      assert.equal((await terminal.run("approvals", "open", pending.view.id.slice(0, 6))).stdout.trim(), pending.link);
      await ada.approve(pending);
      const { code, stdout, stderr } = await running;
      assert.equal(code, 0, stderr);
      assert.match(stdout, /"rows":1/);
      assert.match(stderr, new RegExp(`needs a yes from ada\\. Decide here: ${pending.link}`));
    },
  );

  it(verifies("routing.command", "A rejected call prints the reason, and exits as not allowed"), async () => {
    const running = call("DROP TABLE ads.campaigns");
    const [pending] = await ada.pending();
    assert.ok(pending);
    await ada.reject(pending, "we need those");
    const { code, stderr } = await running;
    assert.equal(code, 5);
    assert.match(stderr, /we need those/);
  });

  it(verifies("routing.command", "The command line has no action that decides"), async () => {
    for (const action of ["approve", "reject", "decide"]) {
      const { code, stderr } = await terminal.run("approvals", action, "x");
      assert.equal(code, 2);
      assert.match(stderr, /Unexpected argument/);
    }
    assert.equal((await terminal.run("approvals", "open", "nothing-like-it")).code, 2);
  });
});
