import assert from "node:assert/strict";
import { type ApprovalRow, approvalRows } from "../../../../../extension/approvals/view/approval-rows.ts";
import { verifies } from "../../../../support/verifies.ts";
import { forOthers, local, noon, plan, request, scope, storeOf, view } from "../requests.ts";

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
  it(verifies("vscode.approval-before", "Only a row whose definition has both sides can be compared"), () => {
    const row = (now: string | null, after: string | null) =>
      approvalRows(
        storeOf(
          [local(request(view("a", { plan: plan({ definition: { object: "v", now, after, why: null } }) })))],
          [],
        ),
        noon,
      ).map(({ comparable }) => comparable);
    assert.deepEqual([row("a", "b"), row("a", null), row(null, null)], [[true], [false], [false]]);
    assert.ok(approvalRows(store, noon).every(({ comparable }) => !comparable));
  });

  it(
    verifies(
      "vscode.approval-view",
      "The approvals view lists waiting requests with their time, others' requests, standing approvals and recent requests",
    ),
    () => {
      assert.deepEqual(lines(approvalRows(store, noon)), [
        "ads.spend · insert | Presto (prod) · claude-code in reports · 10 min left",
        "x · insert | Presto (prod) · claude-code in reports · 1:05 left",
        "Waiting for others | 1",
        "  ads.spend · insert | dba · 10 min left",
        "Approved for now | 1",
        "  additions to ads | 59 min left · used 2 times",
        "Recent | 3",
        "  ads.spend · insert | Rejected · bob",
        "  ads.spend · insert | Done · 3 rows, 1.2 s · bob",
        "  ads.spend · insert | Expired",
      ]);
    },
  );

  it(
    verifies("vscode.approval-view", "A row of the approvals view has a text for screen readers that needs no icon"),
    () => {
      const [first, , others] = approvalRows(store, noon);
      assert.match(first?.spoken ?? "", /^ads\.spend · insert waits for your decision\. 10 min left\./);
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
      assert.equal(row?.label, "a\\u{202e}b\\u{a}c · insert");
    },
  );

  it(
    verifies(
      "vscode.approval-settle",
      "A call whose end is unknown is in a group of its own, with the kind that its menu needs",
    ),
    () => {
      const rows = approvalRows(storeOf([local(request(view("u"), "outcome-unknown"))]), noon);
      assert.deepEqual(
        rows.map(({ label, children }) => [label, children.map(({ id, kind }) => [id, kind])]),
        [["How did these end?", [["recent:u", "unknown"]]]],
      );
    },
  );

  for (const [verb, short] of [
    ["CREATE OR REPLACE TABLE AS", "replace"],
    ["CREATE TABLE AS", "create"],
    ["DROP TABLE", "drop"],
    ["CREATE OR REPLACE VIEW", "CREATE OR REPLACE VIEW"],
    ["RUN REPORT", "RUN REPORT"],
  ] as const) {
    it(verifies("vscode.rows-first", `A row of ${verb} reads “${short}” after the object`), () => {
      const [row] = approvalRows(storeOf([local(request(view("a", { plan: plan({ verb }) })))]), noon);
      assert.equal(row?.label, `ads.spend · ${short}`);
    });
  }

  it("The approvals view is empty where there is no request", () =>
    assert.deepEqual(approvalRows(storeOf([]), noon), []));
});
