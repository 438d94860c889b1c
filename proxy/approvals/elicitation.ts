/**
 * A question to a host that can ask its user, sent while the call waits. It shows the link sooner than the agent's
 * model would. Its answer is never a decision. Only legacy hosts get it: a modern host is asked by ending its call, and
 * the measured ones then cancel, decline or fail the call (Copilot, for a URL), which would end the wait without any
 * use.
 */

import type { Approval } from "@drawbridge/contracts/approvals";
import { isObject, type JsonObject } from "../kernel/json.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { waitingLine } from "./agent-answers.ts";

/**
 * Params of `elicitation/create` (2025-11-25): URL mode if the host has it, else a form without fields. Null if the
 * host cannot be asked.
 */
export function elicitationFor(approval: Approval, capabilities: JsonObject): JsonObject | null {
  const { elicitation } = capabilities;
  if (!isObject(elicitation)) return null;
  const message = `${waitingLine(approval)}\nYour answer here decides nothing.`;
  if (isObject(elicitation.url)) return { mode: "url", message, url: approval.link, elicitationId: approval.view.id };
  return { message, requestedSchema: { type: "object", properties: {} } };
}

/** Tells a host that it may close the page that it has opened (2025-11-25, elicitation). */
export const elicitationComplete = ({ view }: Approval): JsonObject => ({
  jsonrpc: "2.0",
  method: methods.elicitationComplete,
  params: { elicitationId: view.id },
});
