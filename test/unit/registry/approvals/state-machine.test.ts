import assert from "node:assert/strict";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import type { ApprovalRecord } from "../../../../reference-servers/registry/approvals/approval-record.ts";
import type { Person } from "../../../../reference-servers/registry/approvals/may-decide.ts";
import {
  type Judged,
  judgeConsumption,
  judgeDecision,
  judgeHandle,
  judgeOutcome,
  judgeResolution,
  judgeVoid,
  timeChange,
} from "../../../../reference-servers/registry/approvals/state-machine.ts";
import { approvalRecord as record, approvalView as view } from "../../../support/approvals/record.ts";
import { verifies } from "../../../support/verifies.ts";

const now = new Date("2026-11-21T12:00:00Z");
const later = new Date("2026-11-21T12:10:00Z");

const presence = { place: "inbox", authenticatedAt: now, pairing: null } as const;
const person = { claim: "sub", certain: true, client: "drawbridge-approver", presence } as const;
const rules = { ownSeconds: 28_800, secondPersonSeconds: 900, pairingSeconds: 28_800, irreversibleInBrowser: false };
const ada: Person = { user: "ada", groups: ["ads-eng"], ...person };
const ines: Person = { user: "ines", groups: ["owners"], ...person };
const finn: Person = { user: "finn", groups: ["finance"], ...person };
const terms = { grantId: "g2", expiresAt: later };
const yes = { decision: "approve", shown: "s", reason: null } as const;
const no = { decision: "reject", shown: "s", reason: "Not today" } as const;

/** The next state, or the code of the refusal, or null if nothing changed. */
const became = <Code extends string>(judged: Judged<Code>): string | null =>
  judged.ok ? (judged.change?.to.state ?? (judged.change === null ? null : "same state")) : judged.error;

const everyState: readonly ApprovalState[] = [
  ...(["pending", "approved", "rejected", "expired", "void"] as const),
  ...(["consumed", "succeeded", "failed", "outcome-unknown"] as const),
];
/** The result of an act on a request in each state, in the order of `everyState`. */
const table = (act: (record: ApprovalRecord) => Judged<string>, wish: Partial<ApprovalRecord> = {}) =>
  Object.fromEntries(everyState.map((state) => [state, became(act(record(state, wish)))]));

describe("the life of a request", () => {
  it(verifies("approvals.life", "A request is consumed only if it is approved"), () => {
    assert.deepEqual(
      table((each) => judgeConsumption(each, { grantId: "g1", call: "c", instance: "i", deadline: later })),
      {
        ...{ pending: "used", approved: "consumed", rejected: "used", expired: "expired", void: "void" },
        ...{ consumed: "used", succeeded: "used", failed: "used", "outcome-unknown": "used" },
      },
    );
  });

  it(verifies("approvals.lost-answer", "Only the call that consumed a request gets the same answer again"), () => {
    const again = table(
      (each) => judgeConsumption(each, { grantId: "g1", call: "c", instance: "i", deadline: later }),
      { call: "c" },
    );
    assert.deepEqual([again.consumed, again.succeeded, again["outcome-unknown"]], [null, "used", "used"]);
    const other = table(
      (each) => judgeConsumption(each, { grantId: "g1", call: "d", instance: "i", deadline: later }),
      { call: "c" },
    );
    assert.equal(other.consumed, "used");
  });

  it(verifies("approvals.forged-grant", "No state of a request accepts another grant"), () => {
    const outcomes = table((each) =>
      judgeConsumption(each, { grantId: "other", call: "c", instance: "i", deadline: later }),
    );
    assert.deepEqual(new Set(Object.values(outcomes)), new Set(["no-such-grant"]));
  });

  it(verifies("approvals.life", "A request is decided only while it is pending"), () => {
    assert.deepEqual(
      table((each) => judgeDecision(each, ada, yes, [], terms, rules, now)),
      {
        ...{ pending: "approved", approved: "already-decided", rejected: "already-decided", expired: "expired" },
        ...{ void: "already-decided", consumed: "already-decided", succeeded: "already-decided" },
        ...{ failed: "already-decided", "outcome-unknown": "already-decided" },
      },
    );
    assert.equal(became(judgeDecision(record("pending"), ada, no, [], terms, rules, now)), "rejected");
  });

  it(verifies("approvals.what-was-shown", "A person who saw something else does not decide the request"), () => {
    assert.equal(
      became(judgeDecision(record("pending"), ada, { ...yes, shown: "other" }, [], terms, rules, now)),
      "shown-differs",
    );
  });

  const second = { view: view({ need: "second-person", approvers: ["owners"] }) };
  const cases: readonly (readonly [string, Person, readonly string[], Partial<ApprovalRecord>, string])[] = [
    ["the caller their own", ada, [], {}, "approved"],
    ["no other person, where the caller decides", ines, ["owners"], {}, "not-yours"],
    ["a second person of the group", ines, ["owners"], second, "approved"],
    ["never the caller as second person", ada, ["owners"], second, "own-request"],
    ["never the caller, in the group or not", { ...ada, groups: ["owners"] }, ["owners"], second, "own-request"],
    ["no person outside the group", finn, ["owners"], second, "not-yours"],
    ["no person whose group approves no more", ines, ["others"], second, "not-yours"],
    ["no person who left the group", { ...ines, groups: [] }, ["owners"], second, "not-yours"],
    ["no person where no group approves", ines, [], second, "not-yours"],
  ];
  for (const [what, person, approvers, wish, expected] of cases) {
    it(verifies("approvals.second-person", `A request is decided by ${what}`), () => {
      assert.equal(became(judgeDecision(record("pending", wish), person, yes, approvers, terms, rules, now)), expected);
    });
  }

  it(verifies("approvals.expiry", "A request expires when its time is over, undecided or not run"), () => {
    const over = (state: ApprovalState, at: Date) =>
      timeChange(record(state, { deadline: later }), at)?.to.state ?? null;
    assert.deepEqual(
      everyState.map((state) => over(state, now)),
      everyState.map(() => null),
    );
    assert.deepEqual(Object.fromEntries(everyState.map((state) => [state, over(state, later)])), {
      ...{ pending: "expired", approved: "expired", rejected: null, expired: null, void: null },
      ...{ consumed: "outcome-unknown", succeeded: null, failed: null, "outcome-unknown": null },
    });
  });

  it(verifies("approvals.outcome", "A request ends as its server says, even late, and that never changes"), () => {
    const end = (outcome: "succeeded" | "failed" | "unknown") => table((each) => judgeOutcome(each, { outcome }));
    assert.deepEqual(end("succeeded"), {
      ...{ pending: "conflict", approved: "conflict", rejected: "conflict", expired: "conflict", void: "conflict" },
      ...{ consumed: "succeeded", succeeded: null, failed: "conflict", "outcome-unknown": "succeeded" },
    });
    assert.deepEqual(
      [end("failed").consumed, end("unknown").consumed, end("unknown")["outcome-unknown"], end("unknown").succeeded],
      ["failed", "outcome-unknown", null, "conflict"],
    );
    const handle = table((each) => judgeHandle(each, "q1"));
    assert.deepEqual(
      [handle.approved, handle.consumed, handle["outcome-unknown"], handle.succeeded],
      ["conflict", "same state", "same state", "conflict"],
    );
  });

  it(verifies("approvals.outcome", "A person resolves a request only if its outcome is unknown"), () => {
    const resolution = { outcome: "failed", reason: "Looked at the table" } as const;
    const outcomes = table((each) => judgeResolution(each, ada, resolution, [], rules, now));
    assert.deepEqual(outcomes["outcome-unknown"], "failed");
    assert.deepEqual(new Set(everyState.slice(0, -1).map((state) => outcomes[state])), new Set(["conflict"]));
    const open = record("outcome-unknown", second);
    assert.equal(became(judgeResolution(open, ines, resolution, ["owners"], rules, now)), "failed");
    assert.equal(became(judgeResolution(open, finn, resolution, ["owners"], rules, now)), "not-yours");
  });

  it(
    verifies(
      "presence.outcome",
      "A request is resolved only by a present person, and with a passkey if that is required",
    ),
    () => {
      const resolution = { outcome: "failed", reason: "Looked at the table" } as const;
      const open = record("outcome-unknown", second);
      const resolve = (person: Person, passkeys = false, at = now) =>
        became(judgeResolution(open, person, resolution, ["owners"], { ...rules, passkeys }, at));
      const afterExpiry = new Date(now.getTime() + 901_000);
      const editor: Person = { ...ines, presence: { ...presence, place: "editor", pairing: "p" } };
      const confirmed: Person = { ...ines, presence: { ...presence, passkey: { id: "k", request: open.id } } };
      assert.deepEqual(
        [resolve(ines, false, afterExpiry), resolve(editor, false, afterExpiry), resolve({ ...ines, presence: null })],
        ["sign-in-again", "browser-required", "browser-required"],
      );
      assert.deepEqual([resolve(editor), resolve(confirmed, true)], ["failed", "failed"]);
      assert.deepEqual([resolve(ines, true), resolve(editor, true)], ["passkey-required", "browser-required"]);
    },
  );

  it(verifies("approvals.withdrawn", "A request is withdrawn only before it ran"), () => {
    assert.deepEqual(
      table((each) => judgeVoid(each, "The plan has changed.", "server")),
      {
        ...{ pending: "void", approved: "void", rejected: "conflict", expired: "conflict", void: null },
        ...{ consumed: "conflict", succeeded: "conflict", failed: "conflict", "outcome-unknown": "conflict" },
      },
    );
  });
});
