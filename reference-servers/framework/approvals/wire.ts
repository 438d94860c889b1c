/**
 * A server's words with the approvals authority: sent here, and judged here. All carry the server's own credential.
 * Reading is pure, and throws ApprovalsUnavailable for whatever is no answer: nothing is ever assumed of a request.
 */

import { Refusal } from "@drawbridge/contracts/access";
import {
  type ApprovalAsk,
  ApprovalTicket,
  ApprovalTickets,
  type Consume,
  ConsumeRefusal,
  type RunOutcome,
} from "@drawbridge/contracts/approvals";
import type { RunningState } from "@drawbridge/contracts/approvals/states";
import { shortened, storable } from "@drawbridge/contracts/storable-text";
import type { z } from "zod";
import type { RegistryAccess } from "../policy/registry-wire.ts";

/** The registry is away, or answers what a server cannot go by. `message` says which, and holds nothing of the call. */
export class ApprovalsUnavailable extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = "ApprovalsUnavailable";
  }
}

/** The registry takes no such request of this user now, for the reason in `message`: a sentence for people. */
export class AskRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AskRefused";
  }
}

/** The registry is on this network or it is away: longer waits only hide that. */
const patienceMs = 5_000;

export interface Approvals extends RegistryAccess {
  readonly server: string;
}

/** Sends to `…/approvals<path>`: a GET, or a POST where there is a body. Throws ApprovalsUnavailable without a reply. */
async function send(at: Approvals, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const within = AbortSignal.timeout(patienceMs);
  try {
    return await fetch(`${at.url}/internal/v1/servers/${encodeURIComponent(at.server)}/approvals${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${at.credential}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? within : AbortSignal.any([signal, within]),
      redirect: "error",
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ApprovalsUnavailable("the registry does not answer", { cause });
  }
}

const step = (id: string, name: string): string => `/${encodeURIComponent(id)}/${name}`;

export const requestAsk = (at: Approvals, ask: ApprovalAsk, signal: AbortSignal) => send(at, "", ask, signal);
export const requestTicket = (at: Approvals, id: string, signal: AbortSignal) =>
  send(at, `/${encodeURIComponent(id)}`, undefined, signal);
/** Without a signal: who asked to spend a grant must learn whether it is spent. */
export const requestConsume = (at: Approvals, id: string, consume: z.input<typeof Consume>) =>
  send(at, step(id, "consume"), consume);
export const requestHandle = (at: Approvals, id: string, handle: string) => send(at, step(id, "handle"), { handle });
export const requestOutcome = (at: Approvals, id: string, outcome: RunOutcome) =>
  send(at, step(id, "outcome"), quotable(outcome));
export const requestVoid = (at: Approvals, id: string, reason: string, signal: AbortSignal) =>
  send(at, step(id, "void"), { reason: shortened(storable(reason), 500) }, signal);

/** An engine's words of how a run ended are quoted: what no store takes in them must not keep the outcome from the registry. */
const quotable = (outcome: RunOutcome): RunOutcome => ({
  ...outcome,
  ...(outcome.failure === undefined ? {} : { failure: storable(outcome.failure) }),
});
export const requestUnaccounted = (at: Approvals, state: RunningState, signal: AbortSignal) =>
  send(at, `?state=${state}`, undefined, signal);

/** The answer to an ask: throws AskRefused where the registry takes none, e.g. of somebody who asks too much. */
export async function readAsked(response: Response): Promise<ApprovalTicket> {
  if (response.status >= 400 && response.status < 500 && response.status !== 401) {
    const refusal = Refusal.safeParse(await json(response));
    if (refusal.success) throw new AskRefused(refusal.data.message);
  }
  return readTicket(response);
}

export async function readTicket(response: Response): Promise<ApprovalTicket> {
  return read(response, ApprovalTicket);
}

/** The answer to a consumption: the ticket where the grant is spent by this call, or why it is not. */
export async function readConsumed(response: Response): Promise<ApprovalTicket | z.infer<typeof ConsumeRefusal>> {
  if (response.status !== 409) return readTicket(response);
  const refusal = ConsumeRefusal.safeParse(await json(response));
  if (!refusal.success) throw new ApprovalsUnavailable("the registry's refusal is not of the known form");
  return refusal.data;
}

/** The answer to a handle, an outcome or a void: true where it is kept, false where the registry has it otherwise already. */
export async function readKept(response: Response): Promise<boolean> {
  if (response.status === 409 || response.status === 404) return false;
  if (!response.ok) throw new ApprovalsUnavailable(`the registry answered ${response.status}`);
  return true;
}

export async function readUnaccounted(response: Response): Promise<readonly ApprovalTicket[]> {
  return (await read(response, ApprovalTickets)).tickets;
}

async function read<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.output<Schema>> {
  if (!response.ok) throw new ApprovalsUnavailable(`the registry answered ${response.status}`);
  const parsed = schema.safeParse(await json(response));
  if (!parsed.success) throw new ApprovalsUnavailable("the registry's answer is not of the known form");
  return parsed.data;
}

const json = (response: Response): Promise<unknown> => response.json().catch(() => undefined);
