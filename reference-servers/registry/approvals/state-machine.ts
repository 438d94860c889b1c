/**
 * The state machine of a request, as pure decisions. Each act gives a change, or the reason why it gives none. Time
 * comes first: the caller applies `timeChange` before it judges an act. Each change comes with its audit entry.
 */

import type { ConsumeRefusal, DecisionsAnswer, RunOutcome } from "@drawbridge/contracts/approvals";
import { isOpen, isRunning } from "@drawbridge/contracts/approvals/states";
import type { AuditKind } from "@drawbridge/contracts/audit";
import type { z } from "zod";
import type { Happening } from "../audit/append.ts";
import type { Trust } from "../row-seals.ts";
import type { Deciding } from "../settings.ts";
import type { ApprovalRecord, Progress } from "./approval-record.ts";
import { isOwn, mayDecide, type Person } from "./may-decide.ts";
import { type Absent, absent } from "./presence.ts";
import { opens } from "./request-seal.ts";

export interface Change {
  readonly to: Partial<Progress>;
  readonly happening: Happening;
}

export type Judged<Code extends string> =
  | { readonly ok: true; readonly change: Change }
  /** It was so already. Nothing changes, and the caller gets the same answer as for a change. */
  | { readonly ok: true; readonly change: null }
  | { readonly ok: false; readonly error: Code; readonly message: string };

/**
 * What happens to a row that could permit a run but is not what the registry wrote; null if the row is whole or permits
 * nothing.
 */
export function distrustChange(record: ApprovalRecord, trust: Trust): Change | null {
  if (trust === "whole" || !opens(record)) return null;
  const reason = trust === "absent" ? beforeSeals : changedByOthers;
  return changeOf(record, { state: "void", reason }, "void", {
    by: "registry",
    reason,
    seal: trust,
    was: record.state,
  });
}

const beforeSeals = "It is from before decisions were sealed. Call again, and it is asked again.";
const changedByOthers =
  "Its row in the registry's database was changed by something else than the registry. Call again to ask again, and have an auditor run `drawbridge audit verify`.";

/** What time alone changed on it; null if nothing. */
export function timeChange(record: ApprovalRecord, now: Date): Change | null {
  const { state, expiresAt, deadline } = record;
  if (isOpen(state) && expiresAt <= now) {
    return changeOf(record, { state: "expired" }, "expired", { was: state });
  }
  if (state === "consumed" && deadline !== null && deadline <= now) {
    return changeOf(record, { state: "outcome-unknown" }, "outcome-unknown", { why: "no outcome by the deadline" });
  }
  return null;
}

export interface Verdict {
  readonly decision: "approve" | "reject";
  /** Digest of what the person saw. */
  readonly shown: string;
  readonly reason: string | null;
}

type DecisionError = Extract<DecisionsAnswer["results"][number], { ok: false }>["error"];

export interface GrantTerms {
  readonly grantId: string;
  readonly expiresAt: Date;
}

/**
 * A person's decision. `rules` say how recently the person must have proved who they are. `approvers` are the server's
 * groups as they are now. `terms` are those of the grant that an approval gives.
 */
export function judgeDecision(
  record: ApprovalRecord,
  person: Person,
  { decision, shown, reason }: Verdict,
  approvers: readonly string[],
  terms: GrantTerms,
  rules: Deciding,
  now: Date,
): Judged<DecisionError> {
  const may = mayDecide(record, person, approvers);
  if (!may.allowed) return refusal(isOwn(record, person) ? "own-request" : "not-yours", may.reason);
  if (record.state === "expired" && record.decidedAt === null)
    return refusal("expired", "It has expired. The agent may ask again.");
  if (record.state !== "pending")
    return refusal(
      "already-decided",
      `It is ${record.state} already${record.decidedBy === null ? "" : `, by ${record.decidedBy}`}.`,
    );
  if (shown !== record.shown)
    return refusal(
      "shown-differs",
      "What you were shown is not the whole of what would run. Look at it again, then decide. If you decide in an editor, it may be too old to show all: update the extension or decide in the browser.",
    );
  const absence = absent(record.view, person.presence, rules, now);
  if (absence !== null) return refusal(absence.error, absence.message);
  const by = { decidedBy: person.user, decidedAt: now, decidedVia: viaOf(person), reason };
  const { user, groups, client } = person;
  const details = { by: user, groups, client, ...shownPresence(person), shown, reason };
  if (decision === "reject") return progress(record, { ...by, state: "rejected" }, "rejected", details);
  return progress(record, { ...by, ...terms, state: "approved" }, "approved", { ...details, grant: terms.grantId });
}

/** What the audit records about how the person proved to be present. */
const shownPresence = ({ presence }: Person) => ({
  authenticatedAt: presence?.authenticatedAt?.toISOString() ?? null,
  pairing: presence?.pairing ?? null,
  passkey: presence?.passkey?.id ?? null,
});

/** How a person decided: the client, and what proved that they were present. */
function viaOf({ client, presence }: Person): string {
  if (presence?.passkey !== undefined) return `${client} with passkey ${presence.passkey.id}`;
  return presence?.pairing == null ? client : `${client} with pairing ${presence.pairing}`;
}

export interface Consumption {
  /** From a grant that was verified. */
  readonly grantId: string;
  /** The name of the call. A server that lost the answer asks again by this name. */
  readonly call: string;
  /** The instance of the server that asks; null where the server does not say. */
  readonly instance: string | null;
  readonly deadline: Date;
}

/** A server spends the grant. */
export function judgeConsumption(
  record: ApprovalRecord,
  { grantId, call, instance, deadline }: Consumption,
): Judged<z.infer<typeof ConsumeRefusal>["error"]> {
  if (record.grantId !== grantId) return refusal("no-such-grant", "There is no such grant for this request.");
  switch (record.state) {
    case "approved": {
      const details = { grant: grantId, call, deadline: deadline.toISOString() };
      return progress(record, { state: "consumed", call, instance, deadline }, "consumed", details);
    }
    case "consumed":
      return record.call === call ? unchanged : refusal("used", usedUp);
    case "expired":
      return refusal("expired", "The grant has expired. Call again to ask again.");
    case "void":
      return refusal("void", `The approval was withdrawn: ${record.reason ?? "no reason was given"}.`);
    default:
      return refusal("used", usedUp);
  }
}

/** Where the run can be found again, for example the engine's query id. */
export function judgeHandle(record: ApprovalRecord, handle: string): Judged<"conflict"> {
  if (!isRunning(record.state)) return refusal("conflict", `A request that is ${record.state} is not running.`);
  return record.handle === handle ? unchanged : progress(record, { handle }, "handle", { handle });
}

/** What the server says about the run. It may report late how the run ended; it may not change what it has reported. */
export function judgeOutcome(record: ApprovalRecord, { outcome, ...run }: RunOutcome): Judged<"conflict"> {
  const state = outcome === "unknown" ? "outcome-unknown" : outcome;
  if (record.state === state) return unchanged;
  if (!isRunning(record.state)) return refusal("conflict", `A request that is ${record.state} cannot become ${state}.`);
  // A field that a later report leaves out may be in an earlier one. The reason for an unknown outcome goes when the
  // outcome is known.
  const { failure: _, ...before } = record.run ?? {};
  return progress(record, { state, run: { ...before, ...run } }, state, { by: "server", ...run });
}

/**
 * A person says how a call ended whose end is not recorded. A person who may decide the request may resolve it, and so
 * may the caller. It needs their presence in the same way as a decision.
 */
export function judgeResolution(
  record: ApprovalRecord,
  person: Person,
  { outcome, reason }: { readonly outcome: "succeeded" | "failed"; readonly reason: string },
  approvers: readonly string[],
  rules: Deciding,
  now: Date,
): Judged<"not-yours" | "conflict" | Absent["error"]> {
  const may = mayDecide(record, person, approvers);
  if (!isOwn(record, person) && !may.allowed) return refusal("not-yours", may.reason);
  if (record.state !== "outcome-unknown") return refusal("conflict", `Its outcome is not open: it is ${record.state}.`);
  const absence = absent(record.view, person.presence, rules, now);
  if (absence !== null) return refusal(absence.error, absence.message);
  const { user, groups, client } = person;
  return progress(record, { state: outcome }, outcome, { by: user, groups, client, ...shownPresence(person), reason });
}

/** Withdraws the request before it ran. */
export function judgeVoid(record: ApprovalRecord, reason: string, by: string): Judged<"conflict"> {
  if (record.state === "void") return unchanged;
  if (!isOpen(record.state)) return refusal("conflict", `A request that is ${record.state} cannot be withdrawn.`);
  return progress(record, { state: "void", reason }, "void", { by, reason });
}

const usedUp = "The grant is spent: it serves for one call, once.";

const unchanged = { ok: true, change: null } as const;

const refusal = <Code extends string>(error: Code, message: string) => ({ ok: false, error, message }) as const;

const progress = (record: ApprovalRecord, to: Partial<Progress>, kind: AuditKind, body: Happening["body"]) =>
  ({ ok: true, change: changeOf(record, to, kind, body) }) as const;

const changeOf = (
  { id, server, tool, user }: ApprovalRecord,
  to: Partial<Progress>,
  kind: AuditKind,
  body: Happening["body"],
): Change => ({ to, happening: { kind, body: { request: id, server, tool, user, ...body } } });
