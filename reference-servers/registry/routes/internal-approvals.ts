/** `/internal/v1/servers/:name/approvals`: what a server asks and tells, by its own credential; see contracts/approvals.ts. */

import {
  ApprovalAsk,
  type ApprovalTicket,
  type ApprovalTickets,
  Consume,
  type ConsumeRefusal,
  RunHandle,
  RunOutcome,
  Void,
} from "@drawbridge/contracts/approvals";
import { RunningState } from "@drawbridge/contracts/approvals/states";
import { canonicalJson } from "@drawbridge/contracts/digest";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { z } from "zod";
import type { Answered, ServerApprovals } from "../approvals/server-approvals.ts";
import { readBody } from "../body.ts";
import { requirePart } from "../caller.ts";
import type { Database } from "../database.ts";
import { Refused, unknownServer } from "../refusal.ts";
import type { RegistrySettings } from "../settings.ts";
import { entry } from "../store.ts";

/** A statement of 1 MiB, however much its JSON escapes. */
const maxBodyBytes = 8 * 1024 * 1024;

const statusOf = { "too-big": 413, "too-many": 429, "nobody-may-decide": 409 } as const;

export function internalApprovalRoutes(
  { rootSecret }: RegistrySettings,
  database: Database,
  serverApprovals: ServerApprovals,
): Hono {
  /** The server that asks, which has shown that it is. */
  const serverOf = (request: Context): string => {
    const name = request.req.param("name") ?? "";
    requirePart(request, rootSecret, name);
    return name;
  };
  const onError = (): never => {
    throw new Refused(413, "bad-request", "This is larger than a plan may be.");
  };
  const at = "/servers/:name/approvals";

  return new Hono()
    .use(`${at}/*`, bodyLimit({ maxSize: maxBodyBytes, onError }))
    .post(at, async (request) => {
      const server = serverOf(request);
      const ask = await readBody(request, ApprovalAsk);
      if (!canBeSaid(ask)) throw new Refused(400, "bad-request", "The plan holds half a character. Say it whole.");
      const known = await entry(database, server);
      if (known === null) throw unknownServer(server);
      const answer = await serverApprovals.ask(known, ask);
      if (!answer.ok) throw new Refused(statusOf[answer.error], "not-allowed", answer.message);
      return request.json(answer.ticket);
    })
    .get(at, async (request) => {
      const server = serverOf(request);
      const state = RunningState.safeParse(request.req.query("state"));
      if (!state.success) throw new Refused(400, "bad-request", "Ask with ?state=consumed or ?state=outcome-unknown.");
      const body: z.infer<typeof ApprovalTickets> = { tickets: await serverApprovals.running(server, state.data) };
      return request.json(body);
    })
    .get(`${at}/:id`, async (request) => {
      const ticket = await serverApprovals.ticket(serverOf(request), request.req.param("id"));
      if (ticket === null) throw unknownRequest();
      return request.json(ticket);
    })
    .post(`${at}/:id/consume`, async (request) => {
      const server = serverOf(request);
      const answer = await serverApprovals.consume(server, request.req.param("id"), await readBody(request, Consume));
      if (answer.ok) return request.json(answer.ticket);
      const refusal: z.infer<typeof ConsumeRefusal> = { error: answer.error, message: answer.message };
      return request.json(refusal, 409);
    })
    .post(`${at}/:id/handle`, async (request) => {
      const server = serverOf(request);
      const { handle } = await readBody(request, RunHandle);
      return request.json(ticketOf(await serverApprovals.handle(server, request.req.param("id"), handle)));
    })
    .post(`${at}/:id/outcome`, async (request) => {
      const server = serverOf(request);
      const outcome = await readBody(request, RunOutcome);
      return request.json(ticketOf(await serverApprovals.outcome(server, request.req.param("id"), outcome)));
    })
    .post(`${at}/:id/void`, async (request) => {
      const server = serverOf(request);
      const { reason } = await readBody(request, Void);
      return request.json(ticketOf(await serverApprovals.void(server, request.req.param("id"), reason)));
    });
}

function ticketOf(answer: Answered<"conflict"> | null): ApprovalTicket {
  if (answer === null) throw unknownRequest();
  if (!answer.ok) throw new Refused(409, "bad-request", answer.message);
  return answer.ticket;
}

/** RFC 8785 §3.2.2.2 has no text for an unpaired surrogate, and what was shown must have exactly one. */
function canBeSaid(ask: ApprovalAsk): boolean {
  try {
    canonicalJson(ask);
    return true;
  } catch {
    return false;
  }
}

const unknownRequest = (): Refused => new Refused(404, "bad-request", "This server has made no such request.");
