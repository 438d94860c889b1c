/** Approvals as a server sees those of its own calls, with that server's credential. */
import { z } from "zod";
import { RunningState } from "../approvals/state-schemas.ts";
import {
  ApprovalAsk,
  ApprovalTicket,
  ApprovalTickets,
  Consume,
  ConsumeRefusal,
  RunHandle,
  RunOutcome,
  Void,
} from "../approvals.ts";
import { route } from "../http-api/route.ts";

/** What each route answers that changes a request: the request as it is afterwards. */
const ticketOrRefusal = { answers: { 200: ApprovalTicket }, refusals: [400, 404, 409, 413] } as const;

/**
 * Asks for a person's approval. If there is an open request of the same user, tool and digest, the registry joins this
 * one to it. An active scope with the plan's `similar` approves it at once.
 */
export const askApproval = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals",
  body: ApprovalAsk,
  ...ticketOrRefusal,
});

/** Spent requests in one state: what a restarted server must account for. */
export const listRunningApprovals = route({
  area: "internal",
  method: "GET",
  path: "/servers/:name/approvals",
  query: z.object({ state: RunningState }),
  answers: { 200: ApprovalTickets },
  refusals: [400],
});

export const readApprovalTicket = route({
  area: "internal",
  method: "GET",
  path: "/servers/:name/approvals/:id",
  answers: { 200: ApprovalTicket },
  refusals: [404],
});

/** Spends the grant, only once ever. 409 says why this call does not spend it. */
export const consumeGrant = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/consume",
  body: Consume,
  answers: { 200: ApprovalTicket, 409: ConsumeRefusal },
  refusals: [400, 413],
});

/** Stores the handle by which the server can later learn how the run ended. */
export const keepRunHandle = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/handle",
  body: RunHandle,
  ...ticketOrRefusal,
});

/** How the run of a consumed or outcome-unknown request ended. */
export const reportRunOutcome = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/outcome",
  body: RunOutcome,
  ...ticketOrRefusal,
});

/** Withdraws an approved request that must not run any more. */
export const voidApproval = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/void",
  body: Void,
  ...ticketOrRefusal,
});
