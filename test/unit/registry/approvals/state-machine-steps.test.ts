import assert from "node:assert/strict";
import { approvalStates, approvalSteps } from "@drawbridge/contracts/approvals/states";
import {
  distrustChange,
  judgeConsumption,
  judgeDecision,
  judgeHandle,
  judgeOutcome,
  judgeVoid,
  timeChange,
} from "../../../../reference-servers/registry/approvals/state-machine.ts";
import { approvalRecord } from "../../../support/approvals/record.ts";
import { verifies } from "../../../support/verifies.ts";

const now = new Date("2026-11-21T12:00:00Z");
const afterExpiry = new Date("2026-11-22T12:00:00Z");
const presence = { place: "inbox", authenticatedAt: now, pairing: null } as const;
const rules = { ownSeconds: 28_800, secondPersonSeconds: 900, pairingSeconds: 28_800, irreversibleInBrowser: false };
const ada = { user: "ada", claim: "sub", certain: true, groups: [], client: "drawbridge-approver", presence } as const;
const terms = { grantId: "g1", expiresAt: afterExpiry };

describe("the steps that an auditor accepts", () => {
  it(verifies("audit.lives", "The auditor's table has exactly the steps that the registry takes"), () => {
    for (const state of approvalStates) {
      const record = approvalRecord(state, { deadline: now });
      const verdict = { shown: record.shown, reason: null };
      const judged = [
        judgeDecision(record, ada, { decision: "approve", ...verdict }, [], terms, rules, now),
        judgeDecision(record, ada, { decision: "reject", ...verdict, reason: "no" }, [], terms, rules, now),
        judgeConsumption(record, { grantId: "g1", call: "c", instance: "i", deadline: afterExpiry }),
        judgeHandle(record, "h"),
        judgeOutcome(record, { outcome: "succeeded" }),
        judgeOutcome(record, { outcome: "failed" }),
        judgeOutcome(record, { outcome: "unknown" }),
        judgeVoid(record, "r", "server"),
      ].flatMap((each) => (each.ok && each.change !== null ? [each.change] : []));
      const byItself = [timeChange(record, afterExpiry), distrustChange(record, "broken")].filter(
        (change) => change !== null,
      );
      const taken = [...judged, ...byItself].map(({ to, happening }) => `${happening.kind} ${to.state ?? state}`);
      const allowed = Object.entries(approvalSteps)
        .filter(([, { from }]) => from.some((each) => each === state))
        .map(([kind, { to }]) => `${kind} ${to ?? state}`);
      assert.deepEqual([...new Set(taken)].sort(), allowed.sort(), state);
    }
  });
});
