/** A request for approval, in the registry's form. */
import type { Approval } from "@drawbridge/contracts/approvals";

interface Overrides extends Partial<Omit<Approval, "view">> {
  readonly view?: Partial<Approval["view"]>;
}

export function sampleApproval({ view, ...rest }: Overrides = {}): Approval {
  return {
    view: {
      id: "req-1",
      user: "ada",
      agent: "claude-code",
      workspace: "ads-report",
      server: "presto",
      serverTitle: "Presto",
      owner: "Data Platform",
      environment: "dev",
      tool: "write_query",
      toolTitle: "Change data",
      plan: {
        summary: "CREATE TABLE AS into ads_scratch.daily",
        verb: "CREATE TABLE AS",
        text: { language: "sql", content: "CREATE TABLE ads_scratch.daily AS SELECT 1" },
        target: "presto",
        effect: "destructive",
        objects: ["ads_scratch.daily"],
        cost: { rows: 1, bytes: "unknown" },
        reversible: "no",
        similar: null,
      },
      need: "caller",
      approvers: [],
      requestedAt: "2026-11-20T10:00:00.000Z",
      expiresAt: "2026-11-20T10:15:00.000Z",
      ...view,
    },
    shown: "digest",
    state: "pending",
    link: "http://127.0.0.1:7400/approvals/req-1",
    decision: null,
    mayDecide: { allowed: true, reason: "It is yours." },
    ...rest,
  };
}
