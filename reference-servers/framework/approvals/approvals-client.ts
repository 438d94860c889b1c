/** The registry's approvals as one server uses them: it asks, reads tickets, spends grants, and reports how calls ended. */
import { randomUUID } from "node:crypto";
import type { ApprovalAsk, ApprovalTicket, ConsumeRefusal } from "@drawbridge/contracts/approvals";
import { retry } from "@drawbridge/contracts/http-api/back-off";
import type { Logger } from "pino";
import type { z } from "zod";
import { type Bound, type GrantVerifier, grantVerifier } from "./grant.ts";
import { type Outcomes, outcomes } from "./outcomes.ts";
import {
  type Approvals,
  ApprovalsUnavailable,
  askRegistry,
  consume,
  keepHandle,
  readRunning,
  readTicket,
  withdraw,
} from "./registry-calls.ts";

/** All but `report` throw ApprovalsUnavailable where the registry gives no usable answer. */
export interface ApprovalsClient {
  /** Throws AskRefused where this user may not ask now. */
  ask(ask: ApprovalAsk, signal: AbortSignal): Promise<ApprovalTicket>;
  ticket(id: string, signal: AbortSignal): Promise<ApprovalTicket>;
  /** Withdraws an approval that must not be used any more. */
  withdraw(id: string, reason: string, signal: AbortSignal): Promise<void>;
  /** Verifies the grant and spends it, only once ever; null where it is spent for this call. Throws GrantRefused. */
  spend(grant: string, bound: Bound, deadline: Date): Promise<z.infer<typeof ConsumeRefusal> | null>;
  /** Stores the handle by which the run can be found again. Throws where it is not stored: then the run must not begin. */
  note(id: string, handle: string): Promise<void>;
  /** Reports how a run ended, repeatedly until the registry has it. Resolves when the registry has it, or after a moment. */
  readonly report: Outcomes["report"];
  /** Requests that processes spent which have ended, and that are not accounted for. */
  unaccounted(signal: AbortSignal): Promise<readonly ApprovalTicket[]>;
  close(): Promise<void>;
}

/** Milliseconds before each further try of a question: the registry that was asked may be the one of two that has ended. */
const pausesMs: readonly number[] = [100, 400, 1_000];
/** After so many milliseconds no further try begins, so that a silent registry costs a caller one time limit and not four. */
const maxAskingMs = 3_000;

/**
 * Asks until there is an answer. Each of these questions has the same effect when it is asked twice: an equal request is
 * joined, a handle is stored again, and what is withdrawn stays so.
 */
function untilAnswered<Answered>(ask: () => Promise<Answered>): Promise<Answered> {
  const began = performance.now();
  return retry(ask, {
    pauseMs: (failures) => (performance.now() - began > maxAskingMs ? null : (pausesMs[failures] ?? null)),
    isRetryable: (error) => error instanceof ApprovalsUnavailable && error.mayPass,
  });
}

export function approvalsClient(
  at: Approvals & {
    /** This process, as it announces itself. */
    readonly instance: string;
  },
  log: Logger,
  grants: GrantVerifier = grantVerifier(at.url, at.server),
): ApprovalsClient {
  const ends = outcomes(at, log);
  const underWay = new Set<string>();

  /** The same call's name each time, so that the registry repeats an answer that was lost. */
  const consumeUntilKnown = (id: string, body: Parameters<typeof consume>[2]) =>
    retry(() => consume(at, id, body), {
      pauseMs: (failures) => pausesMs[failures] ?? null,
      isRetryable: (error) => error instanceof ApprovalsUnavailable,
    });

  return {
    ask: (ask, signal) => untilAnswered(() => askRegistry(at, ask, signal)),
    ticket: (id, signal) => untilAnswered(() => readTicket(at, id, signal)),
    withdraw: async (id, reason, signal) => void (await untilAnswered(() => withdraw(at, id, reason, signal))),

    async spend(grant, bound, deadline) {
      await untilAnswered(() => grants.verify(grant, bound));
      underWay.add(bound.request);
      const answer = await consumeUntilKnown(bound.request, {
        grant,
        deadline: deadline.toISOString(),
        call: randomUUID(),
        instance: at.instance,
      });
      if ("error" in answer) return answer;
      if (answer.state !== "consumed") throw new ApprovalsUnavailable("the registry did not spend the grant");
      return null;
    },

    async note(id, handle) {
      if (!(await untilAnswered(() => keepHandle(at, id, handle)))) {
        throw new ApprovalsUnavailable("the registry counts this call as ended");
      }
    },

    async report(id, outcome, run) {
      await ends.report(id, outcome, run);
      underWay.delete(id);
    },

    async unaccounted(signal) {
      const [consumed, unknown] = await Promise.all([
        readRunning(at, "consumed", signal),
        readRunning(at, "outcome-unknown", signal),
      ]);
      return [...consumed, ...unknown].filter(({ id }) => !underWay.has(id) && !ends.isReporting(id));
    },

    close: ends.close,
  };
}
