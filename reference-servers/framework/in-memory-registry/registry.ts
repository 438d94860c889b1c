/**
 * A registry for tests of a server, in memory and in the test's own process. The server speaks to it over HTTP as to the
 * real one: it announces itself, gets the policy of its manifest, asks for approvals, and spends the grants, which it
 * verifies.
 */
import { randomUUID } from "node:crypto";
import { ApprovalAsk, type ApprovalView, Consume, RunHandle, RunOutcome, Void } from "@drawbridge/contracts/approvals";
import { RunningState } from "@drawbridge/contracts/approvals/state-schemas";
import type { ApprovalState } from "@drawbridge/contracts/approvals/states";
import type { Route } from "@drawbridge/contracts/http-api/route";
import { Announcement, type ServerManifest } from "@drawbridge/contracts/registry";
import { readApprovalKeys } from "@drawbridge/contracts/registry-api/approvals";
import { type Area, areas } from "@drawbridge/contracts/registry-api/areas";
import type { RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import {
  askApproval,
  consumeGrant,
  keepRunHandle,
  listRunningApprovals,
  readApprovalTicket,
  reportRunOutcome,
  voidApproval,
} from "@drawbridge/contracts/registry-api/server-approvals";
import { announceServer, readServerPolicy, reportServerUsage } from "@drawbridge/contracts/registry-api/servers";
import { policyOf } from "@drawbridge/hosted/access-policy";
import { type Context, Hono } from "hono";
import { bind } from "../http/socket.ts";
import { type Decider, openApprovalRequests, type StepAnswer } from "./approval-requests.ts";

/** A running registry in memory: the server's side of it, and the person's. */
export interface InMemoryRegistry extends RegistryAccess {
  /** The requests that wait for a decision, each exactly as a person sees it. */
  pending(): readonly ApprovalView[];
  /** A person approves. Throws where this person may not, and where the request does not wait any more. */
  approve(id: string, by: Decider): Promise<void>;
  /** A person rejects. Throws as `approve` does. */
  reject(id: string, by: Decider, reason: string): Promise<void>;
  /** The state of a request, for example "pending" or "succeeded". */
  stateOf(id: string): ApprovalState;
  close(): Promise<void>;
}

/**
 * Starts a registry for `startForTest(server, { registry })`. It has the real registry's rules of approvals and none of its
 * sign-in: a test names the person who decides. Close it after the kit.
 */
export async function startInMemoryRegistry(): Promise<InMemoryRegistry> {
  const socket = await bind({ port: 0 });
  const credential = randomUUID();
  const requests = await openApprovalRequests(socket.url);
  const manifests = new Map<string, ServerManifest>();

  const app = new Hono();
  const serve = (
    { method, area, path }: Route & { readonly area: Area },
    answer: (context: Context, server: string, id: string) => Response | Promise<Response>,
  ): void => {
    app.on(method, [`${areas[area]}${path}`], (context: Context) => {
      const { name = "", id = "" } = context.req.param();
      return answer(context, name, id);
    });
  };
  app.use(`${areas.internal}/*`, async (context, next) => {
    if (context.req.header("authorization") === `Bearer ${credential}`) return next();
    return refuse(context, 403, "This is not the credential of a server.");
  });

  serve(announceServer, async (context, name) => {
    manifests.set(name, Announcement.parse(await context.req.json()).manifest);
    return context.body(null, 204);
  });
  serve(readServerPolicy, (context, name) => {
    const manifest = manifests.get(name);
    return manifest === undefined
      ? refuse(context, 404, `There is no server ${name}.`)
      : context.json(policyOf(manifest));
  });
  serve(reportServerUsage, (context) => context.body(null, 204));
  serve(readApprovalKeys, (context) => context.json({ keys: [requests.publicKey] }));
  serve(askApproval, async (context, name) => {
    const manifest = manifests.get(name);
    if (manifest === undefined) return refuse(context, 404, `There is no server ${name}.`);
    return ticketOrRefusal(context, requests.ask(manifest, ApprovalAsk.parse(await context.req.json())));
  });
  serve(listRunningApprovals, (context, name) =>
    context.json({ tickets: requests.running(name, RunningState.parse(context.req.query("state"))) }),
  );
  serve(readApprovalTicket, (context, name, id) => {
    const ticket = requests.ticket(name, id);
    return ticket === null ? refuse(context, 404, "This server has made no such request.") : context.json(ticket);
  });
  serve(consumeGrant, async (context, name, id) => {
    const consumed = requests.consume(name, id, Consume.parse(await context.req.json()));
    return context.json(consumed, "error" in consumed ? 409 : 200);
  });
  serve(keepRunHandle, async (context, name, id) => {
    const { handle } = RunHandle.parse(await context.req.json());
    return ticketOrRefusal(context, requests.keepHandle(name, id, handle));
  });
  serve(reportRunOutcome, async (context, name, id) =>
    ticketOrRefusal(context, requests.end(name, id, RunOutcome.parse(await context.req.json()))),
  );
  serve(voidApproval, async (context, name, id) => {
    const { reason } = Void.parse(await context.req.json());
    return ticketOrRefusal(context, requests.withdraw(name, id, reason));
  });
  socket.serve(app.fetch);

  return {
    url: socket.url,
    credential,
    pending: requests.pending,
    approve: (id, by) => requests.decide(id, by, "approve"),
    reject: (id, by, reason) => requests.decide(id, by, { reject: reason }),
    stateOf: requests.stateOf,
    close: () => socket.close(),
  };
}

const refuse = (context: Context, status: 403 | 404 | 409, message: string): Response =>
  context.json({ error: status === 403 ? "not-allowed" : "bad-request", message, policy: null, ask: null }, status);

const ticketOrRefusal = (context: Context, answer: StepAnswer): Response =>
  answer.kind === "refused" ? refuse(context, 409, answer.why) : context.json(answer.ticket);
