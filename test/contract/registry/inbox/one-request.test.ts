import assert from "node:assert/strict";
import type { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInboxWithAda } from "../../../support/worlds/inbox-world.ts";
import { forEachTest } from "../../../support/worlds/suite-hooks.ts";

describe("the inbox's list with one waiting request", () => {
  let world: InboxWorld;
  let ada: InboxVisitor;
  forEachTest(startInboxWithAda, (started) => {
    ({ world, ada } = started);
  });

  const radios = /<input type="radio"/;
  const approveButton = /<button[^>]*data-approve[^>]*>\s*Approve/g;

  it(
    verifies(
      "inbox.one-request",
      "The inbox shows one waiting request with Approve and Reject as buttons, and two as one form",
    ),
    async () => {
      const { id } = await world.ask();
      const shared = await world.ask(askOf({ need: "second-person" }));
      const one = await ada.ask("/approvals");
      // The request that another person must decide has no button.
      assert.equal([...one.html.matchAll(approveButton)].length, 1);
      assert.match(one.html, new RegExp(`name="decision\\.${id}" value="reject">\\s*Reject`));
      assert.doesNotMatch(one.html, new RegExp(`decision\\.${shared.id}`));
      assert.doesNotMatch(one.html, radios);
      assert.doesNotMatch(one.html, /Send decisions/);
      await world.ask();
      const two = await ada.ask("/approvals");
      assert.match(two.html, radios);
      assert.match(two.html, /Send decisions/);
      assert.doesNotMatch(two.html, approveButton);
    },
  );

  it(
    verifies(
      "inbox.one-request",
      "The inbox decides one request from the list, and then shows no other request's button",
    ),
    async () => {
      const { id } = await world.ask();
      const fields = { [`shown.${id}`]: await world.shownOf(id), [`decision.${id}`]: "reject" };
      const unexplained = await ada.post("/approvals/decisions", { ...fields, [`reason.${id}`]: " " });
      assert.equal(unexplained.status, 422);
      assert.match(unexplained.html, /A rejection needs a reason/);
      assert.match(unexplained.html, new RegExp(`name="reason.${id}" [^>]*autofocus aria-invalid="true"`));
      assert.doesNotMatch(unexplained.html, radios);
      const other = await world.ask();
      const answer = await ada.post("/approvals/decisions", { ...fields, [`reason.${id}`]: "too wide" });
      assert.deepEqual([await world.stateOf(id), await world.stateOf(other.id)], ["rejected", "pending"]);
      const { html } = await ada.visit(answer.headers.get("location") ?? "");
      assert.match(html, /One request is decided/);
      assert.doesNotMatch(html, /name="(decision|all|shown)/);
    },
  );

  it(
    verifies(
      "inbox.read-first",
      "The inbox shows no Approve button for the rest of a batch that was only partly accepted",
    ),
    async () => {
      const [taken, left] = [await world.ask(), await world.ask()];
      const { status, html } = await ada.post("/approvals/decisions", {
        ...{ [`shown.${taken.id}`]: await world.shownOf(taken.id), [`decision.${taken.id}`]: "approve" },
        ...{ [`shown.${left.id}`]: await world.shownOf(left.id), [`decision.${left.id}`]: "reject" },
      });
      assert.deepEqual(
        [status, await world.stateOf(taken.id), await world.stateOf(left.id)],
        [422, "approved", "pending"],
      );
      assert.match(html, new RegExp(`name="decision\\.${left.id}"`));
      assert.doesNotMatch(html, approveButton);
    },
  );
});
