/**
 * A question to a host that can ask its user, beside the wait: it shows the link sooner than the agent's model would.
 * Its answer is never a decision. Legacy hosts alone: a modern one is asked by ending its call, and measured ones then
 * cancel, decline or fail it (Copilot, on a URL), which would cost the wait and help nobody.
 */
import type { Approval } from "@drawbridge/contracts/approvals";
import { isObject, type JsonObject } from "../kernel/json.ts";
import { waitingLine } from "./agent-answers.ts";

/** Params of `elicitation/create` (2025-11-25, URL mode where the host has it, else a form without fields); null where it has none. */
export function elicitationFor(approval: Approval, capabilities: JsonObject): JsonObject | null {
  const { elicitation } = capabilities;
  if (!isObject(elicitation)) return null;
  const message = `${waitingLine(approval)}\nYour answer here decides nothing.`;
  if (isObject(elicitation.url)) return { mode: "url", message, url: approval.link, elicitationId: approval.view.id };
  return { message, requestedSchema: { type: "object", properties: {} } };
}

/** Tells a host that the page it may have opened has served its purpose (2025-11-25, elicitation). */
export const elicitationComplete = ({ view }: Approval): JsonObject => ({
  jsonrpc: "2.0",
  method: "notifications/elicitation/complete",
  params: { elicitationId: view.id },
});
