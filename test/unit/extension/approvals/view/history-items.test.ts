import assert from "node:assert/strict";
import { historyItem } from "../../../../../extension/approvals/view/history-items.ts";
import { verifies } from "../../../../support/verifies.ts";
import { plan, request, scope, view } from "../requests.ts";

const time = (iso: string): string => iso.slice(11, 16);

describe("an entry of the approval history", () => {
  it(
    verifies("vscode.approval-history", "It has the act, the server, the agent and who decided, for the search"),
    () => {
      assert.deepEqual(historyItem(request(view("a"), "succeeded"), [], time), {
        id: "a",
        label: "INSERT INTO ads.spend, reads from ads.events",
        description: "Done · by bob",
        detail: "Presto (prod) · ada, by claude-code in reports · 11:59",
      });
    },
  );

  it(
    verifies("vscode.approval-history", "It says of a call that ran unasked which standing approval let it run"),
    () => {
      const decision = { by: "ada", at: "2026-11-21T11:59:00.000Z", reason: null, scope: "s" };
      const ran = request(view("a"), "succeeded", { decision });
      assert.equal(
        historyItem(ran, [scope("s")], time).description,
        "Done · ran unasked until 12:59 by an approval of similar calls of ada: additions to ads",
      );
      assert.match(historyItem(ran, [], time).description, /which has ended$/);
    },
  );

  it("It spells out characters that hide or reorder text", () => {
    const { label } = historyItem(
      request(view("a", { plan: plan({ summary: "DROP \u202e", reads: [] }) }), "expired"),
      [],
      time,
    );
    assert.doesNotMatch(label, /\u202e/);
  });
});
