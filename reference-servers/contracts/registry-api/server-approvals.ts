/** Approvals as the server sees them whose calls they are for: by that server's credential. */
import { z } from "zod";
import { RunningState } from "../approvals/states.ts";
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

/**
 * Asks for a person's yes. The registry joins the ask to the living request of the same user, tool and digest, if there
 * is one; an active scope with the plan's `similar` approves it at once.
 */
export const askApproval = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals",
  body: ApprovalAsk,
  answers: { 200: ApprovalTicket },
  refusals: [400, 404, 409, 413],
});

/** Spent requests of one state: what a server that starts again must account for. */
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

/** Spends the grant, once ever; 409 says why it is not spent by this call. */
export const consumeGrant = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/consume",
  body: Consume,
  answers: { 200: ApprovalTicket, 409: ConsumeRefusal },
  refusals: [400, 413],
});

/** Where the server can later learn how the run ended. */
export const keepRunHandle = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/handle",
  body: RunHandle,
  answers: { 200: ApprovalTicket },
  refusals: [400, 404, 409, 413],
});

/** How a run ended, of a request that is consumed or outcome-unknown. */
export const reportRunOutcome = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/outcome",
  body: RunOutcome,
  answers: { 200: ApprovalTicket },
  refusals: [400, 404, 409, 413],
});

/** An approved request that must not run any more. */
export const voidApproval = route({
  area: "internal",
  method: "POST",
  path: "/servers/:name/approvals/:id/void",
  body: Void,
  answers: { 200: ApprovalTicket },
  refusals: [400, 404, 409, 413],
});
