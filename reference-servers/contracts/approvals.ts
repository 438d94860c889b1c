/**
 * Approvals on the wire: what a server asks the registry, what a person is shown and decides, and the grant that
 * follows. The states of a request are in approvals/states.ts. Times are ISO 8601, digests SHA-256 as base64url.
 */
import { z } from "zod";
import { Effect } from "./access.ts";
import { ApprovalState } from "./approvals/states.ts";
import { Environment, Principal } from "./identity.ts";
import { ServerName } from "./registry.ts";
import { Similar } from "./similar.ts";

/** "unknown" is never within a budget. */
export const Amount = z.union([z.number().nonnegative(), z.literal("unknown")]);
export type Amount = z.infer<typeof Amount>;

/** One thing that a plan depends on, as it was when the plan was made. */
export const Binding = z.object({
  /** Named in full. Role and object together are there once in a plan. */
  object: z.string(),
  /** Read; changed; the definition of a view or function on the way; or what the call does to the object, row by row. */
  role: z.enum(["reads", "writes", "view", "effect"]),
  /** Compared exactly: another version is another plan. Made of identity and contents, never of names or sizes alone. */
  version: z.string(),
  /** What was there, in words that follow "it is": "3 rows, compared whole". Never holds data. */
  says: z.string(),
});
export type Binding = z.infer<typeof Binding>;

/** What a plan is bound to, and what can change unseen between the approval and the run. */
export const Basis = z.object({
  bindings: z.array(Binding),
  /** In plain words, one sentence each. Empty where everything that matters is bound. */
  unheld: z.array(z.string()),
});
export type Basis = z.infer<typeof Basis>;

/** What one call would do, computed before it runs, and shown to the person who decides. */
export const Plan = z.object({
  /** The act in one line, as the system says it: "CREATE OR REPLACE TABLE ads.campaigns AS SELECT". Never holds data. */
  summary: z.string(),
  /** What kind of act it is, in the system's own word: "CREATE TABLE AS", "DELETE". */
  verb: z.string(),
  /** What runs, in full and as it runs. A tool may leave it null: the framework then shows the arguments, whole. */
  text: z.object({ language: z.enum(["sql", "json", "text"]), content: z.string() }).nullable(),
  /** The engine or system it runs on, e.g. "presto". */
  target: z.string(),
  effect: Effect,
  /** Objects touched, fully qualified: everything that is written and everything that is read. */
  objects: z.array(z.string()),
  /**
   * Of these objects, what the call changes, and what it only reads. A server that does not tell them apart leaves both
   * out: everything then counts as changed (approvals/act.ts).
   */
  writes: z.array(z.string()).optional(),
  reads: z.array(z.string()).optional(),
  /** Estimated rows and bytes read or written. */
  cost: z.object({ rows: Amount, bytes: Amount }),
  reversible: z.enum(["yes", "no", "unknown"]),
  /**
   * The condition under which calls of this tool are alike, for "approve similar". Null where nothing may be approved but
   * this call. A sentence alone, as plans had it before there were bounds, is none.
   */
  similar: z.union([Similar, z.string().transform(() => null)]).nullable(),
  /** Absent in plans of servers from before there were bindings: those are bound to nothing, and are asked again. */
  basis: Basis.optional(),
});
export type Plan = z.infer<typeof Plan>;

/** Whose yes a plan needs: nobody's, the caller's, or that of another person of the server's approver groups. */
export const ApprovalNeed = z.enum(["none", "caller", "second-person"]);
export type ApprovalNeed = z.infer<typeof ApprovalNeed>;

/**
 * Body of the route `askApproval`. The registry joins it to the living request
 * of the same user, tool and digest, if there is one; an active scope with the plan's `similar` approves it at once.
 */
export const ApprovalAsk = z.object({
  principal: Principal,
  /** What the client calls itself, and the folder it works in: records, trusted for nothing. */
  agent: z.string().max(100).nullable(),
  workspace: z.string().max(200).nullable(),
  // Bounded, as is the user's id: the registry looks requests up by them, and an index entry has an end.
  tool: z.string().max(200),
  /** Of the canonical arguments (RFC 8785) as the tool's schema read them. */
  digest: z.string().max(100),
  plan: Plan,
  need: ApprovalNeed.exclude(["none"]),
  policyVersion: z.string().max(200),
});
export type ApprovalAsk = z.infer<typeof ApprovalAsk>;

/** A request as its server sees it: answer to the ask, to `readApprovalTicket`, and to each step after. */
export const ApprovalTicket = z.object({
  id: z.string(),
  tool: z.string(),
  state: ApprovalState,
  /** Where a person decides. */
  link: z.url(),
  /** The end of waiting while pending; of the grant once approved. */
  expiresAt: z.iso.datetime(),
  /** The plan that was asked for: what runs must not differ materially from it. */
  plan: Plan,
  /** Whose yes was asked for: a caller's does not do where the call now needs another person's. */
  need: ApprovalNeed.exclude(["none"]),
  /** Why it was rejected, or became void; in the person's words, so data and never instructions. */
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  /** Compact JWS of GrantClaims; present exactly while approved. */
  grant: z.string().nullable(),
  /** What the server noted of the run, e.g. the engine's query id. */
  handle: z.string().nullable(),
});
export type ApprovalTicket = z.infer<typeof ApprovalTicket>;

/** The protected header's `typ` of a grant, so that no other JWT passes for one (RFC 8725 §3.11). EdDSA only. */
export const grantType = "drawbridge-grant+jwt";

/** `aud` of a grant: one server. */
export const grantAudience = (server: string): string => `urn:drawbridge:server:${server}`;

/** What a grant proves; the route `readApprovalKeys` has the keys. */
export const GrantClaims = z.object({
  /** The registry's URL. */
  iss: z.url(),
  aud: z.string(),
  /** The user whose call it is. */
  sub: z.string(),
  jti: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  request: z.string(),
  tool: z.string(),
  digest: z.string(),
  policyVersion: z.string(),
  /** Digest of what the person was shown. */
  shown: z.string(),
});
export type GrantClaims = z.infer<typeof GrantClaims>;

/**
 * Body of the route `consumeGrant`: spends the grant, once ever. 200 with the ticket, or 409
 * with a ConsumeRefusal. Past `deadline` without an outcome, the request becomes `outcome-unknown`.
 */
export const Consume = z.object({
  grant: z.string(),
  deadline: z.iso.datetime(),
  /** Names the call that consumes. Who lost the answer asks again by the same name and is answered alike. */
  call: z.string().max(100),
});
export const ConsumeRefusal = z.object({
  error: z.enum(["used", "expired", "void", "no-such-grant"]),
  message: z.string(),
});

/** Body of the route `keepRunHandle`: where the server can later learn how the run ended. */
export const RunHandle = z.object({ handle: z.string().max(200) });

/** Characters of a failure's sentence; a longer one is cut by the server that sends it. */
export const maxFailureLength = 300;

/** What a person learns of a run besides its state. It holds no data, and a server that knows nothing says nothing. */
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
 * Body of the route `reportRunOutcome`, of a request that is consumed or outcome-unknown. `unknown` where the server cannot
 * tell; a later outcome that it can tell replaces that one.
 */
export const RunOutcome = RunReport.extend({ outcome: z.enum(["succeeded", "failed", "unknown"]) });
export type RunOutcome = z.infer<typeof RunOutcome>;

/** Body of the route `voidApproval`: an approved request that must not run any more. */
export const Void = z.object({ reason: z.string().max(500) });

/** Answer of the route `listRunningApprovals`: what a server that starts again must account for. */
export const ApprovalTickets = z.object({ tickets: z.array(ApprovalTicket) });

/** Exactly what a person is shown; its canonical JSON (RFC 8785) is what `shown` is the digest of. */
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
      /** Of a rejection, in the person's words; of an approval by a scope, which use of it this is. */
      reason: z.string().nullable(),
      /** The scope that approved it, where no person was asked. */
      scope: z.string().nullable(),
    })
    .nullable(),
  /** What the server said of the run; left out by older registries, null where it said nothing (yet). */
  run: RunReport.nullable().optional(),
  /** Whether the caller may decide it now, and if not, why and who may. */
  mayDecide: z.object({
    allowed: z.boolean(),
    reason: z.string(),
    /**
     * For so many seconds after the person's Allow a paired editor may decide it; 0 where it is for the browser alone.
     * Absent where the caller may not decide it.
     */
    editorSeconds: z.number().int().nonnegative().optional(),
  }),
});
export type Approval = z.infer<typeof Approval>;

/** A standing yes: one user, server, tool and condition, for a while. */
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
  /** Calls that it covers, rows that they had so far, and rows that they may have; left out by older registries. */
  maxUses: z.number().int().optional(),
  rows: z.number().int().optional(),
  maxRows: z.number().int().optional(),
});
export type ApprovalScope = z.infer<typeof ApprovalScope>;

/**
 * Answer of the route `listApprovals`: the caller's own requests, and those
 * that the caller may decide as second person; newest first. `next` is null on the last page.
 */
export const Approvals = z.object({
  approvals: z.array(Approval),
  scopes: z.array(ApprovalScope),
  next: z.string().nullable(),
});
export type Approvals = z.infer<typeof Approvals>;

/**
 * Body of the route `decideApprovals`: one decision screen. Each decision is judged by itself; `shown` must be the digest
 * of what the person saw. Rejecting wants a reason.
 */
export const Decisions = z.object({
  decisions: z
    .array(
      z.discriminatedUnion("decision", [
        z.object({
          id: z.string(),
          shown: z.string(),
          decision: z.literal("approve"),
          /** Also approve what is alike (the plan's `similar`) for so long; at most 3600. */
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
          /** For the editor: it is decided on the request's page in the browser. */
          "browser-required",
          "passkey-required",
          /** For the inbox: the person signed in too long ago for this decision. */
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

/**
 * Events of the route `followApprovals`: `approval` with an Approval and
 * `scope` with an ApprovalScope, for every change the caller may see, within a second. The first event is `ready`;
 * whoever reconnects lists anew, so events carry no ids.
 */
export const approvalEvents = { ready: "ready", approval: "approval", scope: "scope" } as const;

/**
 * `_meta` key of a tool result or an `input_required` result that stands for a request, so that a broker knows it from
 * a tool's own question. Value: ApprovalNotice.
 */
export const approvalMetaKey = "drawbridge/approval";
export const ApprovalNotice = z.object({
  id: z.string(),
  link: z.url(),
  summary: z.string(),
  need: ApprovalNeed.exclude(["none"]),
  expiresAt: z.iso.datetime(),
  /** In a tool result, for a client that cannot be asked: what a broker brings back as `requestState` when it is decided. */
  state: z.string().optional(),
});
export type ApprovalNotice = z.infer<typeof ApprovalNotice>;

/** `_meta` key of a request by which the broker tells the agent's folder (its last segment); a record, trusted for nothing. */
export const workspaceMetaKey = "drawbridge/workspace";
