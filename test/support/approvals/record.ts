/** A request as the registry stores it, for tests without a database. It was filed at 11:50 and expires at 12:10. */
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import type { ApprovalRecord } from "../../../reference-servers/registry/approvals/approval-record.ts";
import { planOf } from "./plan.ts";

const earlier = new Date("2026-11-21T11:50:00Z");
const later = new Date("2026-11-21T12:10:00Z");

export const approvalView = (overrides: Partial<ApprovalView> = {}): ApprovalView => ({
  ...{ id: "r1", user: "ada", agent: null, workspace: null, server: "presto", serverTitle: "Presto", owner: "Data" },
  ...{ environment: "prod", tool: "write", toolTitle: "Write", plan: planOf(), need: "caller", approvers: [] },
  ...{ requestedAt: earlier.toISOString(), expiresAt: later.toISOString(), ...overrides },
});

export const approvalRecord = (state: ApprovalState, overrides: Partial<ApprovalRecord> = {}): ApprovalRecord => ({
  ...{ id: "r1", server: "presto", user: "ada", claim: "sub", tool: "write", digest: "d", policyVersion: "v" },
  ...{ view: approvalView(), shown: "s", viewDigest: "s", state, requestedAt: earlier, expiresAt: later },
  ...{ decidedBy: null, decidedAt: null, decidedVia: null, reason: null, seal: null },
  ...{
    scope: null,
    grantId: "g1",
    call: null,
    instance: null,
    deadline: null,
    handle: null,
    run: null,
    sample: null,
    ...overrides,
  },
});
