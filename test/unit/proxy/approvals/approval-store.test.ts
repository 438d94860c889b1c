import assert from "node:assert/strict";
import { ApprovalStore } from "../../../../proxy/approvals/approval-store.ts";
import type { LocalApproval } from "../../../../proxy/contracts/control.ts";
import { verifies } from "../../../support/verifies.ts";
import { sampleApproval } from "./sample-approval.ts";

const asker = { agent: "claude-code", cwd: "/work/ads-report", pid: 7 };

describe("the store of requests", () => {
  let store: ApprovalStore;
  let told: (readonly LocalApproval[])[];
  beforeEach(() => {
    store = new ApprovalStore();
    told = [];
    store.onChange((changed) => told.push(changed));
  });
  const states = () => told.map((changed) => changed.map(({ approval }) => approval.state));

  it("tells what is new, and nothing twice", () => {
    store.take([sampleApproval()]);
    store.take([sampleApproval()]);
    store.take([sampleApproval({ state: "approved" })]);
    assert.deepEqual(
      states().filter((each) => each.length > 0),
      [["pending"], ["approved"]],
    );
  });

  it(verifies("routing.everywhere", "lets no list that was read earlier undo an event"), () => {
    store.take([sampleApproval({ state: "consumed" })]);
    store.take([sampleApproval({ state: "approved" }), sampleApproval({ state: "pending" })]);
    assert.equal(store.find("req-1")?.state, "consumed");
    store.take([sampleApproval({ state: "outcome-unknown" })]);
    store.take([sampleApproval({ state: "succeeded" })]);
    assert.equal(store.find("req-1")?.state, "succeeded");
  });

  it(verifies("routing.control", "knows who waits, and keeps who asked"), () => {
    store.take([sampleApproval()]);
    const end = store.waits("req-1", asker);
    const endOther = store.waits("req-1", { ...asker, pid: 8 });
    assert.deepEqual(store.awaited, ["req-1"]);
    end();
    assert.deepEqual(store.approvals[0]?.askers, [
      { ...asker, waiting: false },
      { ...asker, pid: 8, waiting: true },
    ]);
    store.waits("req-1", asker);
    endOther();
    assert.equal(store.approvals[0]?.askers.length, 2, "who asks again is no third asker");
    store.take([sampleApproval({ state: "approved" })]);
    assert.deepEqual(store.awaited, []);
  });

  it("forgets the oldest decided ones, and none that is pending", () => {
    const many = Array.from({ length: 600 }, (_, i) =>
      sampleApproval({ state: "succeeded", view: { id: `old-${i}` } }),
    );
    store.take([sampleApproval({ view: { id: "first" } }), ...many]);
    assert.equal(store.approvals.length, 501);
    assert.equal(store.find("first")?.state, "pending");
    assert.equal(store.find("old-0"), null);
    assert.notEqual(store.find("old-599"), null);
  });

  it("knows the standing approvals that are in force", () => {
    const scope = {
      ...{ id: "s", user: "ada", server: "presto", tool: "write_query", condition: "writes to ads_scratch" },
      ...{ approvedBy: "ada", createdAt: "2026-11-20T10:00:00.000Z", expiresAt: "2026-11-20T11:00:00.000Z", uses: 0 },
    };
    store.takeScopes([scope], false);
    assert.deepEqual(store.scopes(Date.parse("2026-11-20T10:59:00Z")), [scope]);
    assert.deepEqual(store.scopes(Date.parse("2026-11-20T11:01:00Z")), []);
    store.takeScopes([], true);
    assert.deepEqual(store.scopes(0), []);
  });
});
