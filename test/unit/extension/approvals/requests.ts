/** Requests for the tests of the extension. */
import type { Approval, ApprovalScope, ApprovalView, Plan } from "@drawbridge/contracts/approvals";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import type { ApprovalStore } from "../../../../proxy/approvals/approval-store.ts";
import type { Asker, LocalApproval } from "../../../../proxy/contracts/control.ts";

/** The time of the tests: all of these requests wait at noon. */
export const noon = Date.parse("2026-11-21T12:00:00.000Z");
const iso = (ms: number): string => new Date(ms).toISOString();

export const plan = (overrides: Partial<Plan> = {}): Plan => ({
  summary: "INSERT INTO ads.spend",
  verb: "INSERT",
  text: { language: "sql", content: "INSERT INTO ads.spend SELECT * FROM ads.events" },
  target: "duckdb",
  effect: "write",
  objects: ["ads.spend", "ads.events"],
  writes: ["ads.spend"],
  reads: ["ads.events"],
  cost: { rows: 3, bytes: 48_000_000 },
  reversible: "no",
  similar: {
    ...{
      verb: "INSERT",
      target: "ads.spend",
      sources: ["ads.events"],
      maxRowsPerUse: 1_000,
      maxUses: 20,
      maxRows: 10_000,
    },
  },
  ...overrides,
});

export const view = (id: string, overrides: Partial<ApprovalView> = {}): ApprovalView => ({
  id,
  user: "ada",
  agent: "claude-code",
  workspace: "reports",
  server: "presto",
  serverTitle: "Presto",
  owner: "Data Platform",
  environment: "prod",
  tool: "write_query",
  toolTitle: "Change data",
  plan: plan(),
  need: "caller",
  approvers: [],
  requestedAt: iso(noon - 60_000),
  expiresAt: iso(noon + 10 * 60_000),
  ...overrides,
});

export const request = (
  shown: ApprovalView,
  state: ApprovalState = "pending",
  overrides: Partial<Approval> = {},
): Approval => ({
  view: shown,
  shown: "of-the-registry",
  state,
  link: `https://registry.example.com/approvals/${shown.id}`,
  decision: state === "pending" ? null : { by: "bob", at: iso(noon - 1000), reason: null, scope: null },
  mayDecide: { allowed: true, reason: "It is your own call." },
  ...overrides,
});

/** A request that its requester may not decide. */
export const forOthers = (id: string): Approval =>
  request(view(id, { need: "second-person", approvers: ["dba"] }), "pending", {
    mayDecide: {
      allowed: false,
      reason: "This needs a second person: you asked for it, so a member of dba must decide.",
    },
  });

export const asker = (cwd: string | null): Asker => ({ agent: "claude-code", cwd, pid: 1, waiting: true });

export const local = (approval: Approval, ...askers: Asker[]): LocalApproval => ({ approval, askers });

export const scope = (id: string, overrides: Partial<ApprovalScope> = {}): ApprovalScope => ({
  id,
  user: "ada",
  server: "presto",
  tool: "write_query",
  condition: "additions to ads",
  approvedBy: "ada",
  createdAt: iso(noon - 60_000),
  expiresAt: iso(noon + 59 * 60_000),
  uses: 2,
  ...overrides,
});

export const storeOf = (approvals: readonly LocalApproval[], scopes: readonly ApprovalScope[] = []): ApprovalStore => ({
  approvals,
  scopes,
  isRead: true,
});
