import assert from "node:assert/strict";
import type { ApprovalScope } from "@drawbridge/contracts/approvals";
import { approvalStates, approvalSteps } from "@drawbridge/contracts/approvals/states";
import {
  type ApprovalStore,
  awaitedOf,
  changesBetween,
  decidableOf,
  emptyStore,
  find,
  newestFirst,
  nextEnd,
  pendingOf,
  standingOf,
  withAsker,
  withList,
  withLocal,
  withReports,
  withScopes,
} from "../../../../proxy/approvals/approval-store.ts";
import { CurrentApprovals } from "../../../../proxy/approvals/current-approvals.ts";
import type { LocalApproval } from "../../../../proxy/contracts/control.ts";
import { verifies } from "../../../support/verifies.ts";
import { sampleApproval } from "./sample-approval.ts";

const asker = { agent: "claude-code", cwd: "/projects/ads-report", pid: 7, waiting: true };
const now = Date.parse("2026-11-20T10:05:00.000Z");
const storeOf = (...overrides: NonNullable<Parameters<typeof sampleApproval>[0]>[]): ApprovalStore =>
  withReports(
    emptyStore,
    overrides.map((each) => sampleApproval(each)),
  );
const ids = (approvals: readonly LocalApproval[]): readonly string[] =>
  approvals.map(({ approval }) => approval.view.id);
const stateOf = (store: ApprovalStore, id = "req-1") => find(store, id)?.approval.state;
const scope: ApprovalScope = {
  ...{ id: "s", user: "ada", server: "presto", tool: "write_query", condition: "writes to ads_scratch" },
  ...{ approvedBy: "ada", createdAt: "2026-11-20T10:00:00.000Z", expiresAt: "2026-11-20T11:00:00.000Z", uses: 0 },
};

describe("the store of requests", () => {
  for (const [kind, { from, to }] of Object.entries(approvalSteps)) {
    for (const state of from) {
      if (state === null || to === null) continue;
      it(
        verifies(
          "routing.everywhere",
          `The approval store takes the step "${kind}" from ${state}, and no late report undoes it`,
        ),
        () => {
          const before = storeOf({ state });
          const after = withReports(before, [sampleApproval({ state: to })]);
          assert.equal(stateOf(after), to);
          const lateReport = sampleApproval({ state });
          for (const store of [
            withReports(after, [lateReport]),
            withLocal(after, [{ approval: lateReport, askers: [] }]),
            withList(after, { approvals: [{ approval: lateReport, askers: [] }], scopes: [], stale: false }),
          ])
            assert.equal(stateOf(store), to);
        },
      );
    }
  }

  it(
    verifies("vscode.approval-elsewhere", "The approval store shows no decided request as pending, in any state"),
    () => {
      for (const state of approvalStates.filter((each) => each !== "pending")) {
        const stored = withLocal(storeOf({ state }), [{ approval: sampleApproval(), askers: [asker] }]);
        assert.deepEqual([pendingOf(stored, now).length, find(stored, "req-1")?.askers.length], [0, 1]);
      }
    },
  );

  it(verifies("routing.control", "The approval store knows which agents wait, and remembers who asked"), () => {
    const other = { ...asker, pid: 8 };
    let store = withAsker(withAsker(storeOf({}), "req-1", asker), "req-1", other);
    assert.deepEqual(awaitedOf(store), ["req-1"]);
    store = withAsker(store, "req-1", { ...asker, waiting: false });
    assert.deepEqual(find(store, "req-1")?.askers, [{ ...asker, waiting: false }, other]);
    store = withAsker(withAsker(store, "req-1", asker), "req-1", { ...other, waiting: false });
    assert.equal(find(store, "req-1")?.askers.length, 2, "an agent that asks again is no third asker");
    store = withReports(store, [sampleApproval({ state: "approved" })]);
    assert.deepEqual([awaitedOf(store), find(store, "req-1")?.askers.length], [[], 2]);
    assert.equal(withAsker(store, "unknown", asker), store);
  });

  it("The approval store keeps 500 decided requests, drops the oldest first, and drops no pending request", () => {
    const many = Array.from({ length: 600 }, (_, index) =>
      sampleApproval({
        state: "succeeded",
        view: { id: `old-${index}`, requestedAt: new Date(now + index).toISOString() },
      }),
    );
    const store = withReports(emptyStore, [sampleApproval({ view: { id: "first" } }), ...many.toReversed()]);
    assert.equal(store.approvals.length, 501);
    assert.equal(stateOf(store, "first"), "pending");
    assert.deepEqual([stateOf(store, "old-99"), stateOf(store, "old-100")], [undefined, "succeeded"]);
  });

  it("The approval store holds what the broker lists, and counts as read once the registry was read", () => {
    const list = { approvals: [{ approval: sampleApproval(), askers: [] }], scopes: [], stale: true };
    const stale = withList(emptyStore, list);
    assert.deepEqual([ids(stale.approvals), stale.isRead], [["req-1"], false]);
    const empty = withList(stale, { approvals: [], scopes: [], stale: false });
    assert.deepEqual([empty.approvals, empty.isRead], [[], true]);
  });

  it("The approval store lists pending requests in the order of their creation, until they expire", () => {
    const at = (id: string, requestedAt: string, expiresAt: string) => ({ view: { id, requestedAt, expiresAt } });
    const store = storeOf(
      at("late", "2026-11-20T10:04:00.000Z", "2026-11-20T10:30:00.000Z"),
      at("over", "2026-11-20T10:03:00.000Z", "2026-11-20T10:05:00.000Z"),
      at("early", "2026-11-20T10:02:00.000Z", "2026-11-20T10:20:00.000Z"),
      { ...at("done", "2026-11-20T10:01:00.000Z", "2026-11-20T10:20:00.000Z"), state: "succeeded" },
    );
    assert.deepEqual(ids(pendingOf(store, now)), ["early", "late"]);
    assert.deepEqual(ids(newestFirst(store)), ["late", "over", "early", "done"]);
    assert.equal(nextEnd(store, now), Date.parse("2026-11-20T10:20:00.000Z"));
    assert.equal(nextEnd(emptyStore, now), null);
  });

  it(
    verifies(
      "vscode.approval-second-person",
      "The approval store lets this person decide only if the registry says so",
    ),
    () => {
      const store = storeOf(
        { view: { id: "b", need: "second-person" }, mayDecide: { allowed: false, reason: "A second person decides." } },
        { view: { id: "a" } },
      );
      assert.deepEqual(ids(decidableOf(store, now)), ["a"]);
    },
  );

  it("The approval store knows the standing approvals in force, the one that ends last first", () => {
    const longer = { ...scope, id: "t", expiresAt: "2026-11-20T12:00:00.000Z" };
    const store = withScopes(withScopes(emptyStore, [scope, longer]), [{ ...scope, uses: 1 }]);
    const at = (time: string) => standingOf(store, Date.parse(time)).map(({ id, uses }) => [id, uses]);
    assert.deepEqual(at("2026-11-20T10:59:00Z"), [
      ["t", 0],
      ["s", 1],
    ]);
    assert.deepEqual(at("2026-11-20T11:01:00Z"), [["t", 0]]);
    assert.equal(nextEnd(store, now), Date.parse(scope.expiresAt));
  });

  it("The approval store finds the requests that a report or an asker changed, and no others", () => {
    const store = storeOf({}, { view: { id: "req-2" } });
    assert.deepEqual(changesBetween(store, withReports(store, [sampleApproval()])), []);
    assert.deepEqual(ids(changesBetween(store, withReports(store, [sampleApproval({ state: "approved" })]))), [
      "req-1",
    ]);
    assert.deepEqual(ids(changesBetween(store, withAsker(store, "req-2", asker))), ["req-2"]);
  });
});

describe("the broker's current approvals", () => {
  it("The broker announces each change once, and announces standing approvals without requests", () => {
    const approvals = new CurrentApprovals();
    const changes: (readonly string[])[] = [];
    const end = approvals.onChange((each) => changes.push(ids(each)));
    for (const state of ["pending", "pending", "approved", "pending"] as const)
      approvals.update((store) => withReports(store, [sampleApproval({ state })]));
    assert.deepEqual(changes, [["req-1"], ["req-1"]]);
    for (let time = 0; time < 2; time += 1) approvals.update((store) => withScopes(store, [scope]));
    assert.deepEqual(changes, [["req-1"], ["req-1"], []]);
    approvals.forget();
    end();
    approvals.update((store) => withReports(store, [sampleApproval()]));
    assert.equal(changes.length, 3);
  });
});
