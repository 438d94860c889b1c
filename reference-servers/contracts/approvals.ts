/**
 * Approvals on the wire: what a server asks the registry, what a person sees and decides, and the grant that follows. The
 * states of a request are in approvals/states.ts. Times are ISO 8601, digests SHA-256 as base64url.
 */
import { z } from "zod";
import { Effect } from "./access.ts";
import { DefinitionChange } from "./approvals/definition-change.ts";
import { ApprovalState } from "./approvals/state-schemas.ts";
import { TableSample } from "./approvals/table-sample.ts";
import { Environment, Principal } from "./identity.ts";
import { InstanceId } from "./instances.ts";
import { ServerName } from "./registry.ts";
import { Similar } from "./similar-calls.ts";

/** "unknown" is never within a budget. */
export const Amount = z.union([z.number().nonnegative(), z.literal("unknown")]);
export type Amount = z.infer<typeof Amount>;

/** One thing that a plan depends on, as it was when the plan was made. */
export const Binding = z.object({
  /** The full name. A plan holds each pair of role and object only once. */
  object: z.string(),
  /**
   * The call reads the object; it changes the object; the object is the definition of a view or function on the way; or
   * this is what the call does to the object, row by row.
   */
  role: z.enum(["reads", "writes", "view", "effect"]),
  /**
   * Compared exactly: another version is another plan. It is made of identity and contents, never of names or sizes
   * alone.
   */
  version: z.string(),
  /** What was there, in words that can follow "it is": "3 rows, compared whole". Never holds data. */
  says: z.string(),
});
export type Binding = z.infer<typeof Binding>;

/** What a plan is bound to, and what can change between the approval and the run without a check that sees it. */
export const Basis = z.object({
  bindings: z.array(Binding),
  /** In plain words, one sentence each. Empty where everything that matters is bound. */
  unheld: z.array(z.string()),
});
export type Basis = z.infer<typeof Basis>;

/** What a table that the call writes was when the plan was made. It holds no data. */
export const ObjectBefore = z.object({
  /** The full name. */
  object: z.string().max(1_000),
  rows: Amount,
  columns: z.array(z.object({ name: z.string().max(200), type: z.string().max(200) })).max(30),
  /** How many columns are left out. */
  moreColumns: z.number().int().nonnegative(),
});
export type ObjectBefore = z.infer<typeof ObjectBefore>;

/** What one call would do. The server computes it before the call runs, and the person who decides sees it. */
export const Plan = z.object({
  /** The act in one line, in the system's words: "CREATE OR REPLACE TABLE ads.campaigns AS SELECT". Never holds data. */
  summary: z.string(),
  /** What kind of act it is, in the system's own word: "CREATE TABLE AS", "DELETE". */
  verb: z.string(),
  /**
   * What runs: the complete text, exactly as it runs. A tool may leave it null: the framework then shows all the
   * arguments.
   */
  text: z.object({ language: z.enum(["sql", "json", "text"]), content: z.string() }).nullable(),
  /** The engine or system it runs on, e.g. "presto". */
  target: z.string(),
  effect: Effect,
  /** Objects touched, fully qualified: everything that is written and everything that is read. */
  objects: z.array(z.string()),
  /**
   * Which of these objects the call changes, and which it only reads. A server that does not tell them apart leaves both
   * out: then every object counts as changed (approvals/act-text.ts).
   */
  writes: z.array(z.string()).optional(),
  reads: z.array(z.string()).optional(),
  /** Estimated rows and bytes read or written. */
  cost: z.object({ rows: Amount, bytes: Amount }),
  reversible: z.enum(["yes", "no", "unknown"]),
  /**
   * The condition under which calls of this tool are alike, for "approve similar". Null where a person may approve this
   * call only. Older plans had a sentence without bounds here; it does not count as a condition.
   */
  similar: z.union([Similar, z.string().transform(() => null)]).nullable(),
  /**
   * Absent in plans of older servers, which had no bindings: such a plan is bound to nothing, so the person is asked
   * again.
   */
  basis: Basis.optional(),
  /**
   * What the call writes, as it is now. Left out where the object is new, is in a restricted schema, or is no table. It is
   * shown. What a decision is bound to is in `basis`.
   */
  before: z.array(ObjectBefore).max(3).optional(),
  /** Left out where the call changes no definition, or the object is new. */
  definition: DefinitionChange.optional(),
});
export type Plan = z.infer<typeof Plan>;

/** Whose approval a plan needs: no person's, the caller's, or that of another person in the server's approver groups. */
export const ApprovalNeed = z.enum(["none", "caller", "second-person"]);
export type ApprovalNeed = z.infer<typeof ApprovalNeed>;

/**
 * Body of the route `askApproval`. If there is an open request of the same user, tool and digest, the registry joins this
 * one to it. An active scope with the plan's `similar` approves it at once.
 */
export const ApprovalAsk = z.object({
  principal: Principal,
  /** What the client calls itself, and the folder that it works in. They are recorded, and no decision trusts them. */
  agent: z.string().max(100).nullable(),
  workspace: z.string().max(200).nullable(),
  // Bounded like the user's id, because the registry looks requests up by these fields, and an index entry has a maximum
  // size.
  tool: z.string().max(200),
  /** Of the canonical arguments (RFC 8785) as the tool's schema parsed them. */
  digest: z.string().max(100),
  plan: Plan,
  need: ApprovalNeed.exclude(["none"]),
  policyVersion: z.string().max(200),
  /** Left out where the call changes no table that exists. */
  sample: TableSample.optional(),
});
export type ApprovalAsk = z.infer<typeof ApprovalAsk>;

/** A request as its server sees it: the answer to the ask, to `readApprovalTicket`, and to each later step. */
export const ApprovalTicket = z.object({
  id: z.string(),
  tool: z.string(),
  state: ApprovalState,
  /** The page where a person decides. */
  link: z.url(),
  /** While pending, the end of the waiting time; once approved, the end of the grant. */
  expiresAt: z.iso.datetime(),
  /** The plan that was asked for. What runs must not differ from it materially. */
  plan: Plan,
  /** Whose approval was asked for. An approval by the caller is not enough where the call now needs another person's. */
  need: ApprovalNeed.exclude(["none"]),
  /** Why it was rejected or became void, in the person's words. It is data, never instructions. */
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  /** Compact JWS of GrantClaims; present only while the request is approved. */
  grant: z.string().nullable(),
  /** What the server noted about the run, e.g. the engine's query id. */
  handle: z.string().nullable(),
});
export type ApprovalTicket = z.infer<typeof ApprovalTicket>;

export { GrantClaims, grantAudience, grantIssuer, grantIssuerHeader, grantType } from "./approvals/grant-claims.ts";

/**
 * Body of the route `consumeGrant`: spends the grant, only once ever. The answer is 200 with the ticket, or 409 with a
 * ConsumeRefusal. If `deadline` passes without an outcome, the request becomes `outcome-unknown`.
 */
export const Consume = z.object({
  grant: z.string(),
  deadline: z.iso.datetime(),
  /** Names the call that consumes. A caller that lost the answer asks again with the same name and gets the same answer. */
  call: z.string().max(100),
  /** The instance of the server that runs the call. Left out by an older server. */
  instance: InstanceId.optional(),
});
export const ConsumeRefusal = z.object({
  error: z.enum(["used", "expired", "void", "no-such-grant"]),
  message: z.string(),
});

/** Body of the route `keepRunHandle`: the handle by which the server can later learn how the run ended. */
export const RunHandle = z.object({ handle: z.string().max(200) });

/** Maximum characters of a failure's sentence. The server that sends a longer one cuts it. */
export const maxFailureLength = 300;

/**
 * What a person learns about a run besides its state. It holds no data. A server that knows nothing leaves everything
 * out.
 */
export const RunReport = z.object({
  /** Rows that were written or removed. */
  rows: Amount.optional(),
  /** Milliseconds that the run took. */
  durationMs: z.number().int().nonnegative().optional(),
  /** Why it failed, or why its outcome is unknown: a sentence without data, SQL or secrets. */
  failure: z.string().max(maxFailureLength).optional(),
});
export type RunReport = z.infer<typeof RunReport>;

/**
 * Body of the route `reportRunOutcome`, for a request that is consumed or outcome-unknown. `unknown` where the server
 * cannot determine the outcome; a later report with a known outcome replaces it.
 */
export const RunOutcome = RunReport.extend({ outcome: z.enum(["succeeded", "failed", "unknown"]) });
export type RunOutcome = z.infer<typeof RunOutcome>;

/** Body of the route `voidApproval`, for an approved request that must not run any more. */
export const Void = z.object({ reason: z.string().max(500) });

/** Answer of the route `listRunningApprovals`: the calls that a restarted server must account for. */
export const ApprovalTickets = z.object({ tickets: z.array(ApprovalTicket) });

/** Exactly what a person sees. `shown` is the digest of its canonical JSON (RFC 8785). */
export const ApprovalView = z.object({
  id: z.string(),
  user: z.string(),
  agent: z.string().nullable(),
  workspace: z.string().nullable(),
  server: ServerName,
  serverTitle: z.string(),
  owner: z.string(),
  environment: Environment,
  tool: z.string(),
  toolTitle: z.string(),
  plan: Plan,
  need: ApprovalNeed.exclude(["none"]),
  /** Groups whose members may be the second person; empty where the caller decides. */
  approvers: z.array(z.string()),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;

/** A request as a signed-in person sees it. */
export const Approval = z.object({
  view: ApprovalView,
  shown: z.string(),
  state: ApprovalState,
  link: z.url(),
  decision: z
    .object({
      by: z.string(),
      at: z.iso.datetime(),
      /** For a rejection, the reason in the person's words; for an approval by a scope, which use of the scope this is. */
      reason: z.string().nullable(),
      /** The scope that approved it, where no person was asked. */
      scope: z.string().nullable(),
    })
    .nullable(),
  /**
   * What the server reported about the run. Older registries leave it out; it is null where the server has reported
   * nothing (yet).
   */
  run: RunReport.nullable().optional(),
  /** For the user who makes the call alone, while the request waits. It is no part of what a decision is for. */
  sample: TableSample.optional(),
  /**
   * Names for people to read, by the ids of `view.user` and `decision.by` (display-name.ts). They are no part of what a
   * decision is for. Left out: none is known.
   */
  names: z.record(z.string(), z.string()).optional(),
  /** Whether the caller may decide it now. If not: why, and who may. */
  mayDecide: z.object({
    allowed: z.boolean(),
    reason: z.string(),
    /**
     * How many seconds after the person's Allow a paired editor may decide this request; 0 where only the browser may.
     * Absent where the caller may not decide it.
     */
    editorSeconds: z.number().int().nonnegative().optional(),
  }),
});
export type Approval = z.infer<typeof Approval>;

/** A standing approval for one user, server, tool and condition, for a limited time. */
export const ApprovalScope = z.object({
  id: z.string(),
  user: z.string(),
  server: ServerName,
  tool: z.string(),
  /** The sentence of the plan's `similar`. */
  condition: z.string(),
  approvedBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  uses: z.number().int(),
  /** The maximum number of calls, the rows of the calls so far, and their maximum. Older registries leave them out. */
  maxUses: z.number().int().optional(),
  rows: z.number().int().optional(),
  maxRows: z.number().int().optional(),
});
export type ApprovalScope = z.infer<typeof ApprovalScope>;

/**
 * Answer of the route `listApprovals`: the caller's own requests, and those that the caller may decide as second person;
 * newest first. `next` is null on the last page.
 */
export const Approvals = z.object({
  approvals: z.array(Approval),
  scopes: z.array(ApprovalScope),
  next: z.string().nullable(),
});
export type Approvals = z.infer<typeof Approvals>;

/**
 * Body of the route `decideApprovals`: one decision screen. The registry judges each decision separately. `shown` must be
 * the digest of what the person saw. A rejection needs a reason.
 */
export const Decisions = z.object({
  decisions: z
    .array(
      z.discriminatedUnion("decision", [
        z.object({
          id: z.string(),
          shown: z.string(),
          decision: z.literal("approve"),
          /** Also approve similar calls (the plan's `similar`) for this many seconds; at most 3600. */
          similarSeconds: z.number().int().min(60).max(3600).optional(),
        }),
        z.object({
          id: z.string(),
          shown: z.string(),
          decision: z.literal("reject"),
          reason: z.string().min(1).max(1000),
        }),
      ]),
    )
    .min(1)
    .max(100),
});
export type Decisions = z.infer<typeof Decisions>;

export const DecisionsAnswer = z.object({
  results: z.array(
    z.discriminatedUnion("ok", [
      z.object({ id: z.string(), ok: z.literal(true), approval: Approval }),
      z.object({
        id: z.string(),
        ok: z.literal(false),
        error: z.enum([
          "no-such-request",
          "not-yours",
          "already-decided",
          "expired",
          "shown-differs",
          "own-request",
          "not-similar",
          /** For the editor: the person decides it on the request's page in the browser. */
          "browser-required",
          "passkey-required",
          /** For the inbox: the person's sign-in is too old for this decision. */
          "sign-in-again",
        ]),
        message: z.string(),
      }),
    ]),
  ),
});
export type DecisionsAnswer = z.infer<typeof DecisionsAnswer>;

/** Body of the route `resolveApproval`: a person says how an `outcome-unknown` call ended. */
export const Resolution = z.object({ outcome: z.enum(["succeeded", "failed"]), reason: z.string().min(1).max(1000) });
export type Resolution = z.infer<typeof Resolution>;

/**
 * Events of the route `followApprovals`: `approval` with an Approval and `scope` with an ApprovalScope, for every change
 * that the caller may see, within a second. The first event is `ready`. Events carry no ids, because a caller that
 * reconnects lists the requests again.
 */
export const approvalEvents = { ready: "ready", approval: "approval", scope: "scope" } as const;

/**
 * `_meta` key of a tool result or an `input_required` result that represents a request for approval, so that a broker can
 * distinguish it from a tool's own question. Value: ApprovalNotice.
 */
export const approvalMetaKey = "drawbridge/approval";
export const ApprovalNotice = z.object({
  id: z.string(),
  link: z.url(),
  summary: z.string(),
  need: ApprovalNeed.exclude(["none"]),
  expiresAt: z.iso.datetime(),
  /**
   * In a tool result, for a client that cannot be asked: the broker sends it back as `requestState` once the request is
   * decided.
   */
  state: z.string().optional(),
});
export type ApprovalNotice = z.infer<typeof ApprovalNotice>;

/**
 * `_meta` key of a request. In it the broker names the agent's folder (its last segment). It is recorded, and no decision
 * trusts it.
 */
export const workspaceMetaKey = "drawbridge/workspace";
