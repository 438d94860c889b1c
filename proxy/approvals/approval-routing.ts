/**
 * Routes a call whose server wants a person's approval first. Nothing stays open at the server, and the agent hears
 * that its call waits. What follows depends on the registry, never on the agent.
 */

import type { Approval } from "@drawbridge/contracts/approvals";
import { type JsonObject, objectAt, stringAt } from "../kernel/json.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { failed } from "../kernel/result.ts";
import type { Client } from "../mcp/eras/client.ts";
import type { HostOutput } from "../mcp/host/host-output.ts";
import type { CallRoute, OutgoingCall, ToolRequest } from "../mcp/upstream/upstream.ts";
import { notConfirmed, pendingResult, registryAway, rejectedResult, waitingLine } from "./agent-answers.ts";
import type { ApprovalMarker } from "./approval-marker.ts";
import type { ApprovalWaiter } from "./approval-waiter.ts";
import { type HeldCall, sendApproved, type WaitForDecision } from "./approved-call.ts";
import { waitsOnFor } from "./decision-timeout.ts";
import { elicitationComplete, elicitationFor } from "./elicitation.ts";
import type { CallIdentity } from "./pending-calls.ts";

export interface ApprovalRoutingParts {
  readonly waiter: ApprovalWaiter;
  /** The server's name in the registry. */
  readonly server: string;
  /** The agent's process and folder. */
  readonly pid: number;
  readonly cwd: string | null;
  readonly client: Client;
  readonly output: HostOutput;
  /** How long (ms) an agent of this name waits; null for as long as the request is open. */
  decisionTimeoutMs(agent: string): Promise<number | null>;
}

/** How often (ms) an agent that asked for progress hears that its call still waits. */
const progressIntervalMs = 5_000;
/**
 * Progress must increase (2025-11-25, progress), and the server's own progress starts from its first value when the
 * call goes on. So the waiting progress increases by very small steps.
 */
const progressStep = 1e-4;

/**
 * The route to an endpoint outside the registry. No request for approval of such an endpoint is accepted, because the
 * registry does not know it.
 */
export const closedRouting = (server: string): CallRoute => ({
  recall: async () => null,
  send: (call) =>
    sendApproved(
      call,
      async () => failed(notConfirmed(server)),
      () => false,
    ),
});

export class ApprovalRouting implements CallRoute {
  readonly #parts: ApprovalRoutingParts;

  constructor(parts: ApprovalRoutingParts) {
    this.#parts = parts;
  }

  async recall(request: ToolRequest): ReturnType<CallRoute["recall"]> {
    const rejection = await this.#parts.waiter.rejectionOf(this.#named(request), request.signal);
    return rejection && { result: rejectedResult(rejection) };
  }

  send(call: OutgoingCall): ReturnType<CallRoute["send"]> {
    const agent = stringAt(this.#parts.client.info, "name") ?? "unknown";
    return sendApproved(
      call,
      (marker, held) => this.#decision(marker, held),
      (startedAt) => waitsOnFor(agent, Date.now() - startedAt),
    );
  }

  async #decision({ notice }: ApprovalMarker, { request, startedAt: begun }: HeldCall): ReturnType<WaitForDecision> {
    const { waiter, server, pid, cwd, client, output } = this.#parts;
    if (notice === null) return failed(notConfirmed(server));
    const agent = stringAt(client.info, "name") ?? "unknown";
    const decisionTimeoutMs = await this.#parts.decisionTimeoutMs(agent);
    const call = this.#named(request);
    const waiting = new AbortController();
    await output.tellBridge("held", request.id);
    try {
      const outcome = await waiter.waitFor({
        claim: { id: notice.id, server, tool: call.tool },
        asker: { agent, cwd, pid },
        until: decisionTimeoutMs === null ? null : begun + decisionTimeoutMs,
        signal: request.signal,
        confirmed: (approval) => this.#tell(approval, request, waiting.signal),
      });
      switch (outcome.kind) {
        case "decided":
          // The bridge must know that the call may run before anything of it runs.
          await output.tellBridge("released", request.id);
          return outcome;
        case "undecided":
          waiter.addPending(call, notice.id);
          return { kind: "result", result: pendingResult(outcome.approval) };
        case "away":
          return failed(registryAway(server));
        case "unconfirmed":
          return failed(notConfirmed(server));
      }
    } finally {
      waiting.abort();
    }
  }

  #named({ toolCall }: ToolRequest): CallIdentity {
    return { server: this.#parts.server, ...toolCall };
  }

  /** Tells the host that its call waits, and where it is decided, until `signal` aborts. */
  #tell(approval: Approval, { message }: ToolRequest, signal: AbortSignal): void {
    const { progressToken } = objectAt(objectAt(message, "params"), "_meta");
    if (progressToken !== undefined) this.#tellProgress(progressToken, waitingLine(approval), signal);
    if (this.#parts.client.era === "legacy" && !this.#parts.waiter.followed) this.#elicit(approval, signal);
  }

  #tellProgress(progressToken: unknown, message: string, signal: AbortSignal): void {
    let steps = 0;
    const tell = () => {
      steps += 1;
      const params: JsonObject = { progressToken, progress: steps * progressStep, message };
      this.#parts.output.message({ jsonrpc: "2.0", method: methods.progress, params });
    };
    tell();
    const timer = setInterval(tell, progressIntervalMs);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** Shows the question to the host. Every answer, also "accept", means "not decided yet", so the answer is ignored. */
  #elicit(approval: Approval, signal: AbortSignal): void {
    const { client, output } = this.#parts;
    const params = elicitationFor(approval, client.capabilities);
    if (params === null) return;
    void output.ask(methods.elicit, params, signal);
    if (params.mode !== "url") return;
    signal.addEventListener("abort", () => output.message(elicitationComplete(approval)), { once: true });
  }
}
