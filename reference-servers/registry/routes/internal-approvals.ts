/** What a server asks of approvals and reports about its runs, by its own credential. */
import { type ApprovalAsk, type ApprovalTicket, grantIssuer, grantIssuerHeader } from "@drawbridge/contracts/approvals";
import { canonicalJson } from "@drawbridge/contracts/digest";
import {
  askApproval,
  consumeGrant,
  keepRunHandle,
  listRunningApprovals,
  readApprovalTicket,
  reportRunOutcome,
  voidApproval,
} from "@drawbridge/contracts/registry-api/server-approvals";
import type { Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Answered, ServerApprovals } from "../approvals/server-approvals.ts";
import { requirePart } from "../caller.ts";
import type { PeopleNames } from "../people/display-names.ts";
import { Refused, unknownServer } from "../refusal.ts";
import { askTurns } from "../request-shares.ts";
import type { RegistrySettings } from "../settings.ts";
import { entry, type Governed } from "../store.ts";
import { Routes } from "./routes.ts";

/** Enough for a statement of 1 MiB, regardless of how much its JSON escapes. */
const maxBodyBytes = 8 * 1024 * 1024;

const statusOf = { "too-big": 413, "too-many": 429, "no-approver": 409 } as const;

export function internalApprovalRoutes(
  { url, rootSecret }: RegistrySettings,
  governed: Governed,
  serverApprovals: ServerApprovals,
  names: PeopleNames,
): Hono {
  const asks = askTurns();
  /** The server that asks. Its credential proves the name. */
  const serverOf = (request: Context): string => {
    const name = request.req.param("name") ?? "";
    requirePart(request, rootSecret, name);
    return name;
  };
  /** A server of the version before expects the registry's address, and does not say so. */
  const issuerFor = (request: Context): string =>
    request.req.header(grantIssuerHeader) === grantIssuer ? grantIssuer : url;
  const onError = (): never => {
    throw new Refused(413, "bad-request", "This is larger than a plan may be.");
  };

  return new Routes(bodyLimit({ maxSize: maxBodyBytes, onError }))
    .serve(askApproval, async ({ context, body, answer }) => {
      const server = serverOf(context);
      const ask = await body();
      if (!canBeSaid(ask)) throw new Refused(400, "bad-request", "The plan holds half a character. Say it whole.");
      const filing = await asks.use(ask.principal.user, context.req.raw.signal, async () => {
        const serverEntry = await entry(governed, server);
        if (serverEntry === null) throw unknownServer(server);
        const filed = await serverApprovals.ask(serverEntry, ask, issuerFor(context));
        await names.learn(ask.principal, "server");
        return filed;
      });
      if (!filing.ok) throw new Refused(statusOf[filing.error], "not-allowed", filing.message);
      return answer(200, filing.ticket);
    })
    .serve(listRunningApprovals, async ({ context, query, answer }) => {
      const server = serverOf(context);
      const { state } = query("Ask with ?state=consumed or ?state=outcome-unknown.");
      return answer(200, { tickets: await serverApprovals.running(server, state) });
    })
    .serve(readApprovalTicket, async ({ context, parameters, answer }) => {
      const ticket = await serverApprovals.ticket(serverOf(context), parameters.id, issuerFor(context));
      if (ticket === null) throw unknownRequest();
      return answer(200, ticket);
    })
    .serve(consumeGrant, async ({ context, parameters, body, answer }) => {
      const server = serverOf(context);
      const consumed = await serverApprovals.consume(server, parameters.id, await body());
      if (consumed.ok) return answer(200, consumed.ticket);
      return answer(409, { error: consumed.error, message: consumed.message });
    })
    .serve(keepRunHandle, async ({ context, parameters, body, answer }) => {
      const server = serverOf(context);
      const { handle } = await body();
      return answer(200, ticketOf(await serverApprovals.handle(server, parameters.id, handle)));
    })
    .serve(reportRunOutcome, async ({ context, parameters, body, answer }) => {
      const server = serverOf(context);
      const outcome = await body();
      return answer(200, ticketOf(await serverApprovals.outcome(server, parameters.id, outcome)));
    })
    .serve(voidApproval, async ({ context, parameters, body, answer }) => {
      const server = serverOf(context);
      const { reason } = await body();
      return answer(200, ticketOf(await serverApprovals.void(server, parameters.id, reason)));
    }).app;
}

function ticketOf(answer: Answered<"conflict"> | null): ApprovalTicket {
  if (answer === null) throw unknownRequest();
  if (!answer.ok) throw new Refused(409, "bad-request", answer.message);
  return answer.ticket;
}

/** RFC 8785 §3.2.2.2 defines no text for an unpaired surrogate, and what was shown must have exactly one text. */
function canBeSaid(ask: ApprovalAsk): boolean {
  try {
    canonicalJson(ask);
    return true;
  } catch {
    return false;
  }
}

const unknownRequest = (): Refused => new Refused(404, "bad-request", "This server has made no such request.");
