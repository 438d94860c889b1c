/**
 * Approvals as people see and decide them. The broker's token can list and follow them. Only a paired editor's token,
 * with a proof of its key (pairing.ts), can decide.
 */
import { z } from "zod";
import { Approval, ApprovalScope, Approvals, Decisions, DecisionsAnswer, Resolution } from "../approvals.ts";
import { route } from "../http-api/route.ts";

/** The keys that sign grants, as a JWK set (RFC 7517 §5). Anyone may read them. */
export const readApprovalKeys = route({
  area: "api",
  method: "GET",
  path: "/approvals/keys",
  answers: { 200: z.object({ keys: z.array(z.looseObject({})) }) },
  refusals: [],
});

/**
 * The caller's own requests, and those that the caller may decide as second person; newest first. `next` is the cursor
 * of the next page, and null on the last one.
 */
export const listApprovals = route({
  area: "api",
  method: "GET",
  path: "/approvals",
  query: z.object({
    state: z.enum(["pending", "recent"]).default("pending"),
    cursor: z.string().max(200).optional(),
  }),
  answers: { 200: Approvals },
  refusals: [400],
});

/**
 * `approval` with an Approval and `scope` with an ApprovalScope, for every change that the caller may see, within a
 * second. The first event is `ready`. A caller that connects again lists again, so events carry no ids.
 */
export const followApprovals = route({
  area: "api",
  method: "GET",
  path: "/approvals/events",
  answers: { 200: "event-stream" },
  refusals: [],
});

/** One decision screen. The registry judges each decision separately, and binds it to the digest of what the person saw. */
export const decideApprovals = route({
  area: "api",
  method: "POST",
  path: "/approvals/decisions",
  body: Decisions,
  answers: { 200: DecisionsAnswer },
  refusals: [400, 413],
});

/** Ends a standing approval. Its grants that are not spent become void. */
export const revokeApprovalScope = route({
  area: "api",
  method: "DELETE",
  path: "/approvals/scopes/:id",
  answers: { 200: ApprovalScope },
  refusals: [404],
});

/** A person says how an `outcome-unknown` call ended. */
export const resolveApproval = route({
  area: "api",
  method: "POST",
  path: "/approvals/:id/resolution",
  body: Resolution,
  answers: { 200: Approval },
  refusals: [400, 404, 409, 413],
});

/** One request that the caller may see. */
export const findApproval = route({
  area: "api",
  method: "GET",
  path: "/approvals/:id",
  answers: { 200: Approval },
  refusals: [404],
});
