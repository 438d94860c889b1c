/**
 * What completes the steps of the walkthrough about queries and approvals: a call that was answered, and a decision. A click
 * on a step's button completes nothing. The editor stores which steps were reached, for later windows.
 */
import type * as vscode from "vscode";
import type { ControlEvent } from "../proxy/contracts/control.ts";
import type { BrokerLink } from "./broker/link.ts";
import type { Disposable } from "./disposables.ts";
import type { GettingStarted } from "./getting-started.ts";

type Success = "hasQueried" | "hasDecided";

const decided: ReadonlySet<string> = new Set(["approved", "rejected", "consumed", "succeeded", "failed"]);

/** The step that an event of the broker completes; null for any other event. Pure. */
export function successIn(event: ControlEvent): Success | null {
  if (event.event === "call") return event.call.outcome === "ok" ? "hasQueried" : null;
  if (event.event !== "approvals") return null;
  return event.changed.some(({ approval }) => decided.has(approval.state)) ? "hasDecided" : null;
}

export function keepSuccesses(
  link: Pick<BrokerLink, "onJoined">,
  memory: vscode.Memento,
  steps: GettingStarted,
): Disposable {
  for (const each of ["hasQueried", "hasDecided"] as const) steps.become({ [each]: memory.get(each, false) });
  return link.onJoined((broker) =>
    broker.onEvent((event) => {
      const reached = successIn(event);
      if (reached === null || memory.get(reached, false)) return;
      steps.become({ [reached]: true });
      void memory.update(reached, true);
    }),
  );
}
