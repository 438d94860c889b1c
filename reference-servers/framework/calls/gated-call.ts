/** A call on its way through the approval gate, and its run after it: what the run notes, and how its end is reported. */
import { inputResponse } from "@modelcontextprotocol/server";
import { z } from "zod";
import { failureSentence } from "../answers/failure-sentence.ts";
import { approvalInput } from "../approvals/answers.ts";
import type { GatedCall } from "../approvals/approval-gate.ts";
import { ApprovalsUnavailable } from "../approvals/registry-calls.ts";
import { settled } from "../approvals/unaccounted-calls.ts";
import type { Context } from "../context.ts";
import type { PlannedCall, PreparedCall } from "../define-tool.ts";
import { leavesOpen } from "../errors.ts";
import type { Product } from "../size-guard.ts";
import type { Under } from "./call.ts";

/** What a call that waits for an approval leaves with its client: the name of the request. */
const ApprovalState = z.object({ approval: z.string() });

/**
 * The longest that one call waits for a person: in ms, and as a share of the tool's timeout, because the run needs the
 * rest.
 */
const maxDecisionTimeoutMs = 20_000;
const shareOfTimeout = 0.4;
/** The share of the tool's timeout by which an approved call must begin. The rest is for its run. */
const shareUntilBegin = 2 / 3;
/** Milliseconds after the tool's timeout in which the outcome must reach the registry. */
const lastWordsMs = 15_000;

/** Throws InvalidState for a state that does not belong to this call. */
export async function gatedCall<Services>(
  { server, tool, prepared, exchange, context }: Under<Services>,
  plan: NonNullable<PreparedCall<Services>["plan"]>,
  policyVersion: string,
): Promise<GatedCall<PlannedCall<Services>>> {
  const { principal, agent, services, signal } = context;
  const bound = { user: principal.user, tool: tool.name, digest: prepared.digest() };
  const state = exchange.state === null ? null : await server.seal.open(exchange.state, bound, ApprovalState);
  const response = inputResponse(exchange.responses, approvalInput);
  const { tools } = server.definition;
  const mustBegin = AbortSignal.any([signal, AbortSignal.timeout(Math.round(tool.timeoutMs * shareUntilBegin))]);
  return {
    ...{ principal, agent, signal, policyVersion, tool: tool.name, digest: bound.digest },
    workspace: exchange.workspace,
    plan: (approved) => plan(approved ? { ...context, approved, signal: mustBegin } : context),
    mustBegin,
    before:
      state === null
        ? null
        : { request: state.approval, impatient: response.kind === "elicit" && response.action !== "accept" },
    canBeAsked: exchange.canAsk.url,
    seal: (request, expiresAt) => server.seal.seal({ approval: request }, bound, expiresAt),
    settle: (ticket) => settled(tools, ticket, services, signal),
    decisionTimeoutMs: Math.min(maxDecisionTimeoutMs, tool.timeoutMs * shareOfTimeout),
    deadline: () => new Date(Date.now() + tool.timeoutMs + lastWordsMs),
  };
}

/**
 * Runs what the grant of `request` was spent for, and reports to the registry how it ended, also after the caller has
 * left.
 */
export async function runGranted<Services>(
  { server, tool, context }: Under<Services>,
  request: string,
  run: (note: Context["note"]) => Promise<Product>,
): Promise<Product> {
  const { approvals, services } = server;
  if (approvals === null) throw new ApprovalsUnavailable("this server has no registry");
  let handle: string | null = null;
  const note = async (noted: string): Promise<void> => {
    await approvals.note(request, noted);
    handle = noted;
  };

  /** After a failure it is not known what was done before it, unless the tool or its engine knows. */
  const endOf = async (error: unknown): Promise<"succeeded" | "failed" | "unknown"> => {
    const { signal } = new AbortController();
    const outcome = await settled([tool], { tool: tool.name, handle }, services, signal);
    if (outcome === "succeeded" || outcome === "failed") return outcome;
    if (handle !== null) return "unknown"; // The tool itself noted that the run began.
    return leavesOpen(error, context.signal.aborted) ? "unknown" : "failed";
  };

  return server.inFlight.alsoUntil(
    (async () => {
      if (context.signal.aborted) {
        await approvals.report(request, "failed", { failure: "The call was over before it began. Nothing was run." });
        throw context.signal.reason;
      }
      const began = performance.now();
      const durationMs = (): number => Math.round(performance.now() - began);
      try {
        const product = await run(note);
        const rows = product.changedRows === null ? {} : { rows: product.changedRows };
        await approvals.report(request, "succeeded", { durationMs: durationMs(), ...rows });
        return product;
      } catch (error) {
        const [runMs, outcome] = [durationMs(), await endOf(error)];
        const failure = outcome === "succeeded" ? {} : { failure: failureSentence(error, tool.timeoutMs) };
        await approvals.report(request, outcome, { durationMs: runMs, ...failure });
        throw error;
      }
    })(),
  );
}
