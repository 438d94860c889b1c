import assert from "node:assert/strict";
import type { Approval } from "@drawbridge/contracts/approvals";
import { describeRequest } from "../../../../proxy/commands/approvals/describe-request.ts";
import { planOf } from "../../../support/approvals/plan.ts";
import { approvalView } from "../../../support/approvals/record.ts";
import { verifies } from "../../../support/verifies.ts";

const sample = { object: "ads.spend", columns: ["id"], rows: [["7"]], hidden: [], moreColumns: 0, why: null };
const definition = { object: "ads.seen", now: "SELECT 1\nFROM a", after: "SELECT 2\nFROM a", why: null };
const approval = (overrides: Partial<Approval> = {}, plan = planOf({ definition })): Approval => ({
  ...{ view: approvalView({ plan }), shown: "s", state: "pending", link: "https://registry.example/approvals/r1" },
  ...{ decision: null, run: null, mayDecide: { allowed: true, reason: "" }, ...overrides },
});

describe("drawbridge approvals show", () => {
  it(
    verifies("cli.approvals-show", "A request is printed with its statement, the difference and the user's rows"),
    () => {
      const text = describeRequest(approval({ sample }), 80);
      assert.match(text, /^INSERT into ads\.spend/);
      assert.match(text, /\nINSERT INTO ads\.spend SELECT \* FROM ads\.staging/);
      assert.match(text, /Definition of ads\.seen, now and after:\n- SELECT 1\n\+ SELECT 2\n {2}FROM a\n/);
      assert.match(text, /\nid\n──\n7\n1 row of ads\.spend as they are now\. Only you see them\.\n/);
      assert.match(text, /\nDecide: https:\/\/registry\.example\/approvals\/r1$/);
    },
  );

  it(verifies("cli.approvals-show", "A request says why a side of its definition is not shown"), () => {
    const hidden = planOf({ definition: { object: "ads.seen", now: null, after: null, why: "It is long." } });
    assert.match(describeRequest(approval({}, hidden), 80), /now and after:\nIt is long\./);
  });

  it(verifies("cli.approvals-show", "A request without rows and definition prints neither"), () => {
    assert.doesNotMatch(describeRequest(approval({}, planOf()), 80), /Definition|rows of/);
  });

  it(verifies("cli.approvals-show", "No character of a definition acts on the terminal"), () => {
    const trap = planOf({ definition: { ...definition, after: "SELECT '\u001b[2J'\nFROM a" } });
    assert.ok(!describeRequest(approval({}, trap), 80).includes("\u001b"));
  });
});
