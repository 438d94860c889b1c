/**
 * What a server must account for at its start: calls whose grant was spent by a process that has ended. A tool that can
 * ask its engine says how they ended (`settle`). For the other tools the outcome cannot be known, and the report says so.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ApprovalTicket } from "@drawbridge/contracts/approvals";
import type { Logger } from "pino";
import type { Tool } from "../define-tool.ts";
import type { ApprovalsClient } from "./approvals-client.ts";

export interface Accounting {
  close(): Promise<void>;
}

/** Milliseconds between two looks at calls that still run, or at a registry that does not answer. */
const againMs = 2_000;
const settleMs = 10_000;

/** Accounts for them in the background, until no call is left whose outcome could still become known. */
export function accountFor<Services>(
  approvals: ApprovalsClient,
  tools: readonly Tool<Services>[],
  services: Services,
  log: Logger,
): Accounting {
  const stop = new AbortController();
  const pause = () => sleep(againMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});

  const work = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        const open = await approvals.unaccounted(stop.signal);
        const unsettled = await Promise.all(open.map((ticket) => account(ticket)));
        if (!unsettled.includes(true)) return;
      } catch {
        // The registry does not answer, so there is nothing to account to. The loop asks it again.
      }
      await pause();
    }
  };

  /** True where the call still runs, so that the loop must look at it again. */
  const account = async (ticket: ApprovalTicket): Promise<boolean> => {
    const outcome = await settled(tools, ticket, services, stop.signal);
    if (outcome === "running") return true;
    if (outcome !== "unknown" || ticket.state === "consumed") {
      await approvals.report(ticket.id, outcome);
      log.info({ request: ticket.id, outcome }, "accounted for a call of an earlier process");
    }
    return false;
  };

  const working = work();
  return {
    async close() {
      stop.abort();
      await working;
    },
  };
}

/** How the call of `ticket` ended, as far as its tool can determine. Throws nothing. */
export async function settled<Services>(
  tools: readonly Pick<Tool<Services>, "name" | "settle">[],
  ticket: Pick<ApprovalTicket, "tool" | "handle">,
  services: Services,
  signal: AbortSignal,
): Promise<"succeeded" | "failed" | "running" | "unknown"> {
  const settle = tools.find(({ name }) => name === ticket.tool)?.settle;
  if (settle === undefined) return "unknown";
  try {
    return await settle(ticket.handle, { services, signal: AbortSignal.any([signal, AbortSignal.timeout(settleMs)]) });
  } catch {
    return "unknown";
  }
}
