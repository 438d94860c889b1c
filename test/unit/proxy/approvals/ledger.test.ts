import assert from "node:assert/strict";
import { Ledger } from "../../../../proxy/approvals/ledger.ts";
import type { LocalApproval } from "../../../../proxy/contracts/control.ts";
import { verifies } from "../../../support/verifies.ts";
import { sampleApproval } from "./sample-approval.ts";

const asker = { agent: "claude-code", cwd: "/work/ads-report", pid: 7 };

describe("the ledger of requests", () => {
  let ledger: Ledger;
  let told: (readonly LocalApproval[])[];
  beforeEach(() => {
    ledger = new Ledger();
    told = [];
    ledger.onChange((changed) => told.push(changed));
  });
  const states = () => told.map((changed) => changed.map(({ approval }) => approval.state));

  it("tells what is new, and nothing twice", () => {
    ledger.take([sampleApproval()]);
    ledger.take([sampleApproval()]);
    ledger.take([sampleApproval({ state: "approved" })]);
    assert.deepEqual(
      states().filter((each) => each.length > 0),
      [["pending"], ["approved"]],
    );
  });

  it(verifies("routing.everywhere", "lets no list that was read earlier undo an event"), () => {
    ledger.take([sampleApproval({ state: "consumed" })]);
    ledger.take([sampleApproval({ state: "approved" }), sampleApproval({ state: "pending" })]);
    assert.equal(ledger.find("req-1")?.state, "consumed");
    ledger.take([sampleApproval({ state: "outcome-unknown" })]);
    ledger.take([sampleApproval({ state: "succeeded" })]);
    assert.equal(ledger.find("req-1")?.state, "succeeded");
  });

  it(verifies("routing.control", "knows who waits, and keeps who asked"), () => {
    ledger.take([sampleApproval()]);
    const end = ledger.waits("req-1", asker);
    const endOther = ledger.waits("req-1", { ...asker, pid: 8 });
    assert.deepEqual(ledger.awaited, ["req-1"]);
    end();
    assert.deepEqual(ledger.approvals[0]?.askers, [
      { ...asker, waiting: false },
      { ...asker, pid: 8, waiting: true },
    ]);
    ledger.waits("req-1", asker);
    endOther();
    assert.equal(ledger.approvals[0]?.askers.length, 2, "who asks again is no third asker");
    ledger.take([sampleApproval({ state: "approved" })]);
    assert.deepEqual(ledger.awaited, []);
  });

  it("forgets the oldest decided ones, and none that is pending", () => {
    const many = Array.from({ length: 600 }, (_, i) =>
      sampleApproval({ state: "succeeded", view: { id: `old-${i}` } }),
    );
    ledger.take([sampleApproval({ view: { id: "first" } }), ...many]);
    assert.equal(ledger.approvals.length, 501);
    assert.equal(ledger.find("first")?.state, "pending");
    assert.equal(ledger.find("old-0"), null);
    assert.notEqual(ledger.find("old-599"), null);
  });

  it("knows the standing approvals that are in force", () => {
    const scope = {
      ...{ id: "s", user: "ada", server: "presto", tool: "write_query", condition: "writes to ads_scratch" },
      ...{ approvedBy: "ada", createdAt: "2026-11-20T10:00:00.000Z", expiresAt: "2026-11-20T11:00:00.000Z", uses: 0 },
    };
    ledger.takeScopes([scope], false);
    assert.deepEqual(ledger.scopes(Date.parse("2026-11-20T10:59:00Z")), [scope]);
    assert.deepEqual(ledger.scopes(Date.parse("2026-11-20T11:01:00Z")), []);
    ledger.takeScopes([], true);
    assert.deepEqual(ledger.scopes(0), []);
  });
});
