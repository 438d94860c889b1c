import assert from "node:assert/strict";
import { defaultApprovalSeconds } from "@drawbridge/registry/settings";
import { MovedClock } from "../../../support/clocks/moved-clock.ts";
import { freshDatabase } from "../../../support/engines/postgres.ts";
import { cuttingDatabase } from "../../../support/fault-ports/cutting-database.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { verifies } from "../../../support/verifies.ts";
import { inAMinute, startApprovals } from "../../../support/worlds/approvals-world.ts";
import { startInbox } from "../../../support/worlds/inbox-world.ts";

describe("what the inbox says of a request that is over, and of a part that is away", () => {
  it(verifies("inbox.states", "The inbox says that a request has expired, is running, or is done"), async () => {
    const clock = new MovedClock();
    const world = await startInbox({ now: clock.now });
    const ada = new InboxVisitor(world.url);
    await ada.signIn("ada");
    const page = async (id: string) => (await ada.ask(`/approvals/${id}`)).html;
    const other = await world.ask();
    await world.approve(other.id);
    assert.match(await page(other.id), /It runs when the agent.*s call comes back for it/);
    const { grant } = await world.ticket(other.id);
    await world.post(other.id, "consume", { grant, deadline: inAMinute(), call: "c" });
    assert.match(await page(other.id), /The call is running/);
    await world.post(other.id, "outcome", { outcome: "succeeded" });
    assert.match(await page(other.id), /The call has run/);
    const { id } = await world.ask();
    clock.pass(defaultApprovalSeconds.pending + 1);
    const expired = await page(id);
    assert.match(expired, /Expired/);
    assert.match(expired, /It expired before a person decided\. The agent may ask again\./);
    await world.close();
  });

  it(
    verifies(
      "inbox.states",
      "The inbox says that it cannot be read, and that nothing was decided, while the database is away",
    ),
    async () => {
      const network = await cuttingDatabase(await freshDatabase());
      const world = await startInbox({ databaseUrl: network.url });
      const visitor = new InboxVisitor(world.url);
      await visitor.signIn("ada");
      const { id } = await world.ask();
      const { shown } = await world.approval(id);
      const fields = { form: await visitor.formToken(), [`shown.${id}`]: shown, [`decision.${id}`]: "approve" };
      network.cut = () => true;
      const page = await visitor.ask("/approvals");
      assert.equal(page.status, 503);
      assert.match(page.html, /cannot be read just now/);
      assert.match(page.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
      const post = await visitor.ask("/approvals/decisions", {
        ...{ method: "POST", body: new URLSearchParams(fields), headers: { origin: world.url } },
      });
      assert.equal(post.status, 503);
      network.cut = () => false;
      assert.equal((await world.ticket(id)).state, "pending");
      await world.close();
      await network.close();
    },
  );

  it(verifies("inbox.states", "The inbox says that signing in fails while the provider is away"), async () => {
    const alone = await startApprovals({ issuer: "http://127.0.0.1:9" });
    const answer = await new InboxVisitor(alone.url).visit("/approvals");
    assert.equal(answer.status, 503);
    assert.match(answer.html, /Signing in does not work just now/);
    await alone.close();
  });
});
