/**
 * What a server asks the registry about approvals, with the server's own credential. Each function throws
 * ApprovalsUnavailable without an answer that it can use: nothing is ever assumed about a request.
 */
import {
  type ApprovalAsk,
  type ApprovalTicket,
  type Consume,
  type ConsumeRefusal,
  grantIssuer,
  grantIssuerHeader,
  type RunOutcome,
} from "@drawbridge/contracts/approvals";
import type { RunningState } from "@drawbridge/contracts/approvals/states";
import type { ErrorDetails } from "@drawbridge/contracts/errors";
import {
  type AnswerWith,
  NoAnswerError,
  type RefusedAnswer,
  type UnreadableAnswer,
} from "@drawbridge/contracts/http-api/client";
import { type PartClient, partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import {
  askApproval,
  consumeGrant,
  keepRunHandle,
  listRunningApprovals,
  readApprovalTicket,
  reportRunOutcome,
  voidApproval,
} from "@drawbridge/contracts/registry-api/server-approvals";
import { shortened, storable } from "@drawbridge/contracts/storable-text";
import type { z } from "zod";
import { CallError } from "../errors.ts";

/** The registry does not answer, or its answer is not usable. `message` says which, and holds nothing from the call. */
export class ApprovalsUnavailable extends CallError<"approvals-unavailable"> {
  override readonly name = "ApprovalsUnavailable";
  /** Whether the same question may be answered a moment later: there was no answer, or one of a registry in trouble. */
  readonly mayPass: boolean;

  constructor(why: string, details?: ErrorDetails, mayPass = false) {
    super("approvals-unavailable", why, details);
    this.mayPass = mayPass;
  }
}

/** The registry refuses such a request of this user now. `message` gives the reason, as a sentence for people. */
export class AskRefused extends CallError<"approvals-unavailable"> {
  override readonly name = "AskRefused";

  constructor(message: string) {
    super("approvals-unavailable", message);
  }
}

/** The registry is on this network, or it is down. A longer wait would only hide that. */
const timeoutMs = 5_000;

export interface Approvals extends RegistryAccess {
  readonly server: string;
}

const client = (at: Approvals): PartClient =>
  partClient(at, timeoutMs, undefined, { [grantIssuerHeader]: grantIssuer });
const ofServer = ({ server }: Approvals) => ({ name: server });
const ofRequest = ({ server }: Approvals, id: string) => ({ name: server, id });

/** Throws AskRefused where the registry refuses such a request now, e.g. from a user who asks too often. */
export async function askRegistry(at: Approvals, ask: ApprovalAsk, signal: AbortSignal): Promise<ApprovalTicket> {
  const answer = await withErrors(client(at).call(askApproval, { parameters: ofServer(at), body: ask, signal }));
  if (answer.kind === "refused" && answer.refusal !== null && isAboutTheAsk(answer.status))
    throw new AskRefused(answer.refusal.message);
  return bodyOf(answer);
}

export async function readTicket(at: Approvals, id: string, signal: AbortSignal): Promise<ApprovalTicket> {
  return bodyOf(await withErrors(client(at).call(readApprovalTicket, { parameters: ofRequest(at, id), signal })));
}

/** Spent requests in one state. */
export async function readRunning(
  at: Approvals,
  state: RunningState,
  signal: AbortSignal,
): Promise<readonly ApprovalTicket[]> {
  const request = { parameters: ofServer(at), query: { state }, signal };
  return bodyOf(await withErrors(client(at).call(listRunningApprovals, request))).tickets;
}

/**
 * The ticket where this call spends the grant, or why it does not. Takes no signal, because a caller that asked to spend
 * a grant must learn whether it is spent.
 */
export async function consume(
  at: Approvals,
  id: string,
  body: z.input<typeof Consume>,
): Promise<ApprovalTicket | z.infer<typeof ConsumeRefusal>> {
  const answer = await withErrors(client(at).call(consumeGrant, { parameters: ofRequest(at, id), body }));
  if (answer.kind === "answer") return answer.body;
  throw unusable(answer);
}

/** True where the handle is stored, false where the registry has already recorded the end of the run. */
export async function keepHandle(at: Approvals, id: string, handle: string): Promise<boolean> {
  const request = { parameters: ofRequest(at, id), body: { handle } };
  return isKept(await withErrors(client(at).call(keepRunHandle, request)));
}

/** True where the outcome is stored, false where the registry already has another one. */
export async function keepOutcome(at: Approvals, id: string, outcome: RunOutcome): Promise<boolean> {
  const request = { parameters: ofRequest(at, id), body: quotable(outcome) };
  return isKept(await withErrors(client(at).call(reportRunOutcome, request)));
}

/** True where the request is now void, false where it was no longer approved. */
export async function withdraw(at: Approvals, id: string, reason: string, signal: AbortSignal): Promise<boolean> {
  const request = { parameters: ofRequest(at, id), body: { reason: shortened(storable(reason), 500) }, signal };
  return isKept(await withErrors(client(at).call(voidApproval, request)));
}

/**
 * The report quotes an engine's words about how a run ended. Characters in them that a store refuses must not keep the
 * outcome from the registry.
 */
const quotable = (outcome: RunOutcome): RunOutcome => ({
  ...outcome,
  ...(outcome.failure === undefined ? {} : { failure: storable(outcome.failure) }),
});

const isAboutTheAsk = (status: number): boolean => status >= 400 && status < 500 && status !== 401;

const withErrors = <Answered>(answer: Promise<Answered>): Promise<Answered> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof NoAnswerError)) throw error;
    throw new ApprovalsUnavailable("the registry does not answer", { cause: error.cause }, true);
  });

function bodyOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "answer") return answer.body;
  throw unusable(answer);
}

const unusable = ({ kind, status }: RefusedAnswer | UnreadableAnswer): ApprovalsUnavailable =>
  new ApprovalsUnavailable(
    kind === "refused" ? `the registry answered ${status}` : "the registry's answer is not of the known form",
    undefined,
    kind === "refused" && status >= 500,
  );

function isKept(answer: AnswerWith<unknown>): boolean {
  if (answer.kind !== "refused") return true;
  if (answer.status === 409 || answer.status === 404) return false;
  throw unusable(answer);
}
