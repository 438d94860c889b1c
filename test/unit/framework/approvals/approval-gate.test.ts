import assert from "node:assert/strict";
import type { ApprovalAsk, ApprovalTicket } from "@drawbridge/contracts/approvals";
import type { ApprovalNeed, BoundPlan, TableSample } from "@drawbridge/framework";
import { type GatedCall, passGate } from "../../../../reference-servers/framework/approvals/approval-gate.ts";
import type { ApprovalsClient } from "../../../../reference-servers/framework/approvals/approvals-client.ts";
import { GrantRefused } from "../../../../reference-servers/framework/approvals/grant.ts";
import { verifies } from "../../../support/verifies.ts";

/** A registry that makes errors: the gate must not rely on the registry's answers. */
const plan: BoundPlan = {
  summary: "DROP TABLE ads.spend",
  verb: "DROP TABLE",
  text: null,
  target: "presto",
  effect: "destructive",
  objects: ["ads.spend"],
  cost: { rows: 1, bytes: 1 },
  reversible: "no",
  similar: null,
  basis: { bindings: [], unheld: [] },
};
const approved: ApprovalTicket = {
  id: "r1",
  tool: "drop",
  state: "approved",
  link: "http://127.0.0.1/approvals/r1",
  expiresAt: "2026-11-21T12:00:00Z",
  plan,
  need: "caller",
  reason: null,
  decidedBy: "ada",
  grant: "a grant",
  handle: null,
};

const rows: TableSample = {
  object: "ads.spend",
  columns: ["id"],
  rows: [["1"]],
  hidden: [],
  moreColumns: 0,
  why: null,
};

function gateOf(
  tickets: readonly ApprovalTicket[],
  need: ApprovalNeed,
  { mustBegin = new AbortController().signal, ...wish }: Partial<ApprovalsClient & Pick<GatedCall, "mustBegin">> = {},
  sample: () => Promise<TableSample | null> = async () => null,
) {
  const steps: string[] = [];
  const left = [...tickets];
  const approvals: ApprovalsClient = {
    ask: async () => {
      steps.push("ask");
      return left.shift() ?? { ...approved, state: "pending", grant: null };
    },
    ticket: async () => approved,
    withdraw: async (_, reason) => void steps.push(`withdraw: ${reason}`),
    spend: async () => {
      steps.push("spend");
      return null;
    },
    note: async () => {},
    report: async () => {},
    unaccounted: async () => [],
    close: async () => {},
    ...wish,
  };
  const call: GatedCall = {
    principal: { user: "ada", groups: [], surface: "local" },
    ...{
      agent: null,
      workspace: null,
      tool: "drop",
      digest: "d",
      policyVersion: "v1",
      before: null,
      canBeAsked: false,
    },
    plan: async () => ({ plan, need, sample }),
    seal: async () => "sealed",
    settle: async () => "unknown",
    decisionTimeoutMs: 0,
    deadline: () => new Date(),
    signal: new AbortController().signal,
    mustBegin,
  };
  return { steps, pass: () => passGate(approvals, call) };
}

describe("the gate, with a registry that makes errors", () => {
  const codeOf = (passage: Awaited<ReturnType<typeof passGate>>) =>
    passage.kind === "closed" ? passage.answer.outcome : passage.kind;

  it(
    verifies("gate.once", "The gate spends a grant before it opens, and opens for the plan that was approved"),
    async () => {
      const { steps, pass } = gateOf([approved], "caller");
      assert.deepEqual([codeOf(await pass()), steps], ["granted", ["ask", "spend"]]);
    },
  );

  it(
    verifies("gate.second-person", "The gate accepts no approval by the caller where another person's is needed"),
    async () => {
      const { steps, pass } = gateOf([approved], "second-person");
      assert.equal(codeOf(await pass()), "plan-changed");
      assert.deepEqual(steps, ["ask", "withdraw: it now needs another person's approval", "ask"]);
    },
  );

  it(
    verifies("gate.plan-changed", "The gate stays closed where the new request comes back approved with the old plan"),
    async () => {
      const old = { ...approved, plan: { ...plan, verb: "TRUNCATE TABLE" } };
      const { steps, pass } = gateOf([old, old], "caller");
      assert.equal(codeOf(await pass()), "approvals-unavailable");
      assert.ok(!steps.includes("spend"));
    },
  );

  it(
    verifies("gate.plan-changed", "The gate withdraws an approval that is older than the bindings of plans"),
    async () => {
      const { basis: _, ...old } = plan;
      const { steps, pass } = gateOf([{ ...approved, plan: old }], "caller");
      assert.equal(codeOf(await pass()), "plan-changed");
      assert.match(steps.join(), /^ask,withdraw: it was approved by what it names only.*,ask$/);
    },
  );

  it(
    verifies("gate.begins-in-time", "The gate spends no grant where too little of the call's time is left for its run"),
    async () => {
      const { steps, pass } = gateOf([approved], "caller", { mustBegin: AbortSignal.abort() });
      assert.deepEqual([codeOf(await pass()), steps], ["approval-pending", ["ask"]]);
    },
  );

  it(verifies("gate.closed", "The gate stays closed without a grant, and with a grant that is refused"), async () => {
    const without = gateOf([{ ...approved, grant: null }], "caller");
    assert.equal(codeOf(await without.pass()), "approvals-unavailable");
    const refused = gateOf([approved], "caller", {
      spend: async () => {
        throw new GrantRefused("it is for another server");
      },
    });
    assert.equal(codeOf(await refused.pass()), "approvals-unavailable");
  });

  for (const [error, outcome] of [
    ["used", "already-run"],
    ["expired", "approval-expired"],
    ["void", "already-run"],
    ["no-such-grant", "approvals-unavailable"],
  ] as const) {
    it(verifies("gate.once", `The gate stays closed where the grant is ${error}`), async () => {
      const { pass } = gateOf([approved], "caller", { spend: async () => ({ error, message: "" }) });
      assert.equal(codeOf(await pass()), outcome);
    });
  }

  const asksOf = () => {
    const asks: ApprovalAsk[] = [];
    const ask: ApprovalsClient["ask"] = async (each) => {
      asks.push(each);
      return { ...approved, state: "pending", grant: null };
    };
    return { asks, ask };
  };

  it(
    verifies("gate.sample", "The gate sends the rows for the call's user with the request, outside of the plan"),
    async () => {
      const { asks, ask } = asksOf();
      await gateOf([], "caller", { ask }, async () => rows).pass();
      assert.deepEqual([asks[0]?.sample, asks[0]?.plan], [rows, plan]);
    },
  );

  it(verifies("gate.sample", "The gate asks without rows where they cannot be read"), async () => {
    const { asks, ask } = asksOf();
    const broken = async (): Promise<never> => {
      throw new Error("the engine is away");
    };
    await gateOf([], "caller", { ask }, broken).pass();
    assert.deepEqual([asks.length, asks[0]?.sample], [1, undefined]);
  });

  it(verifies("gate.sample", "The gate reads no rows for a call that needs no approval"), async () => {
    let reads = 0;
    const { pass } = gateOf([], "none", {}, async () => {
      reads += 1;
      return rows;
    });
    await pass();
    assert.equal(reads, 0);
  });

  it(verifies("gate.pending", "The gate opens at once where no approval is needed, and asks no person"), async () => {
    const { steps, pass } = gateOf([], "none");
    assert.deepEqual([codeOf(await pass()), steps], ["free", []]);
  });
});
