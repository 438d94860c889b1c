import assert from "node:assert/strict";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import { approvalOf } from "../../../../reference-servers/registry/approvals/approval-record.ts";
import { approvalRecord, approvalView } from "../../../support/approvals/record.ts";
import { verifies } from "../../../support/verifies.ts";

const sample = { object: "ads.spend", columns: ["id"], rows: [["7"]], hidden: [], moreColumns: 0, why: null };
const deciding = { ownSeconds: 60, secondPersonSeconds: 60, pairingSeconds: 60, irreversibleInBrowser: false };
const person = (user: string, claim = "sub") => ({
  ...{ user, claim, certain: true, groups: ["data-owners"], client: "drawbridge-broker", presence: null },
});
const shown = (by: ReturnType<typeof person>, state: ApprovalState = "pending") =>
  approvalOf(approvalRecord(state, { sample, view: approvalView({ need: "second-person" }) }), by, ["data-owners"], {
    url: "https://registry.example",
    deciding,
  });

describe("rows of a request", () => {
  it(verifies("approvals.sample", "The user who makes the call sees the rows while the request waits"), () => {
    assert.deepEqual(shown(person("ada")).sample, sample);
  });

  it(verifies("approvals.sample", "A second person sees no rows, and the same plan"), () => {
    const second = shown(person("ines"));
    assert.equal("sample" in second, false);
    assert.deepEqual(second.view, shown(person("ada")).view);
    assert.equal(second.mayDecide.allowed, true);
  });

  it(verifies("approvals.sample", "An equal name of another claim sees no rows"), () => {
    assert.equal(shown(person("ada", "email")).sample, undefined);
  });

  for (const state of ["approved", "rejected", "expired", "succeeded"] as const) {
    it(verifies("approvals.sample", `A request that is ${state} shows no rows`), () => {
      assert.equal(shown(person("ada"), state).sample, undefined);
    });
  }
});
