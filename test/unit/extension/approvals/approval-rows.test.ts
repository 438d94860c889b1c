import assert from "node:assert/strict";
import { type ApprovalRow, approvalRows } from "../../../../extension/approvals/approval-rows.ts";
import { verifies } from "../../../support/verifies.ts";
import { forOthers, local, noon, plan, request, scope, storeOf, view } from "./requests.ts";

const store = storeOf(
  [
    local(request(view("a"))),
    local(
      request(
        view("soon", {
          expiresAt: new Date(noon + 65_000).toISOString(),
          plan: plan({ effect: "destructive", writes: ["x"], reads: [] }),
        }),
      ),
    ),
    local(forOthers("b")),
    local(request(view("done"), "succeeded", { run: { rows: 3, durationMs: 1_234 } })),
    local(
      request(view("no"), "rejected", {
        decision: { by: "bob", at: "2026-11-21T11:59:59.999Z", reason: "not today", scope: null },
      }),
    ),
    local(
      request(view("late"), "expired", {
        decision: null,
        view: view("late", { expiresAt: "2026-11-21T11:00:00.000Z" }),
      }),
    ),
  ],
  [scope("s")],
);

const lines = (rows: readonly ApprovalRow[], indent = ""): readonly string[] =>
  rows.flatMap(({ label, description, children }) => [
    `${indent}${label} | ${description}`,
    ...lines(children, `${indent}  `),
  ]);

describe("the approvals view", () => {
  it(
    verifies(
      "vscode.approval-view",
      "The approvals view lists waiting requests with their time, others' requests, standing approvals and recent requests",
    ),
    () => {
      assert.deepEqual(lines(approvalRows(store, noon)), [
        "ads.spend · INSERT | Presto (prod) · ada, by claude-code in reports · 10 min left",
        "x · INSERT | Presto (prod) · ada, by claude-code in reports · 1:05 left",
        "Waiting for others | 1",
        "  ads.spend · INSERT | dba · 10 min left",
        "Approved for now | 1",
        "  additions to ads | 59 min left · used 2 times",
        "Recent | 3",
        "  ads.spend · INSERT | Rejected · bob",
        "  ads.spend · INSERT | Done · 3 rows, 1.2 s · bob",
        "  ads.spend · INSERT | Expired",
      ]);
    },
  );

  it(
    verifies("vscode.approval-view", "A row of the approvals view has a text for screen readers that needs no icon"),
    () => {
      const [first, , others] = approvalRows(store, noon);
      assert.match(first?.spoken ?? "", /^ads\.spend · INSERT waits for your decision\. 10 min left\./);
      assert.match(others?.children[0]?.spoken ?? "", /second person/);
    },
  );

  it(
    verifies("vscode.approval-hostile", "A row of the approvals view spells out characters that hide or reorder text"),
    () => {
      const [row] = approvalRows(
        storeOf([local(request(view("a", { plan: plan({ writes: ["a\u202eb\nc"] }) })))]),
        noon,
      );
      assert.equal(row?.label, "a\\u{202e}b\\u{a}c · INSERT");
    },
  );

  it("The approvals view is empty where there is no request", () =>
    assert.deepEqual(approvalRows(storeOf([]), noon), []));
});
