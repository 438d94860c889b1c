import assert from "node:assert/strict";
import {
  dedupe,
  maxPending,
  maxPerHour,
  maxTextBytes,
  tooBig,
  tooMany,
} from "../../../../reference-servers/registry/approvals/dedupe.ts";
import { sealFor } from "../../../../reference-servers/registry/seal.ts";
import { planOf } from "../../../support/approvals/plan.ts";
import { approvalRecord as record } from "../../../support/approvals/record.ts";
import { verifies } from "../../../support/verifies.ts";

const ask = { need: "caller", policyVersion: "v" } as const;

describe("an ask", () => {
  it(verifies("approvals.join", "An ask joins an open request, and is new if there is none"), () => {
    assert.deepEqual(dedupe(ask, []), { kind: "new", withdraw: null });
    for (const state of ["pending", "approved"] as const) {
      const open = record(state);
      assert.deepEqual(dedupe(ask, [open]), { kind: "join", record: open });
    }
    for (const state of ["consumed", "succeeded", "failed", "expired", "void", "rejected"] as const)
      assert.equal(dedupe(ask, [record(state)]).kind, "new");
  });

  it(verifies("approvals.outcome", "An ask first meets the call whose outcome is unknown"), () => {
    const [open, unknown] = [record("approved", { id: "a" }), record("outcome-unknown", { id: "b" })];
    assert.deepEqual(dedupe(ask, [open, unknown]), { kind: "join", record: unknown });
  });

  it(verifies("approvals.withdrawn", "An ask withdraws an open request of another policy or another decider"), () => {
    for (const change of [{ policyVersion: "w" }, { need: "second-person" as const }]) {
      const outcome = dedupe({ ...ask, ...change }, [record("approved")]);
      assert.equal(outcome.kind === "new" && outcome.withdraw?.record.id, "r1");
    }
  });

  it(verifies("approvals.bounded", "An ask is refused if it is too big or exceeds the user's limit"), () => {
    const sized = (length: number) =>
      tooBig({
        ...{ principal: { user: "ada", groups: [], surface: "local" as const }, agent: null, workspace: null },
        ...{ tool: "t", digest: "d", plan: planOf({ text: { language: "sql", content: "é".repeat(length) } }), ...ask },
      });
    assert.equal(sized(maxTextBytes / 2), null);
    assert.match(sized(maxTextBytes / 2 + 1) ?? "", /Split it/);
    assert.equal(tooMany("ada", maxPending - 1, maxPerHour - 1), null);
    assert.match(tooMany("ada", maxPending, 0) ?? "", /Decide some of them first/);
    assert.match(tooMany("ada", 0, maxPerHour) ?? "", /Try again later/);
  });
});

describe("a seal", () => {
  it(verifies("approvals.keys", "A seal opens only for the same secret and purpose, and only what it sealed"), () => {
    const root = "r".repeat(43);
    const seal = sealFor("a", root);
    const sealed = seal.seal("secret é");
    assert.equal(seal.open(sealed), "secret é");
    assert.notEqual(seal.seal("secret é"), sealed);
    assert.equal(sealFor("b", root).open(sealed), null);
    assert.equal(sealFor("a", `${root}x`).open(sealed), null);
    const bytes = Buffer.from(sealed, "base64url");
    for (const at of [0, 12, 28, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(seal.open(changed.toString("base64url")), null);
    }
    for (const nonsense of ["", "x", sealed.slice(0, 20)]) assert.equal(seal.open(nonsense), null);
  });
});
