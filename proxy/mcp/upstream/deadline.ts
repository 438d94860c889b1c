/**
 * How long an upstream may be silent in one call before the call is given up. Every byte that it sends, above all
 * progress, restarts that time.
 */
import type { HostRequest, UpstreamParts } from "./upstream.ts";

/** The time (ms) that a tool with its own time limit may need in addition: the way there and back, a busy server. */
const graceMs = 10_000;

/** In milliseconds. It is the tool's own time limit if the catalogue has it, else the broker's limit for all calls. */
export function silenceTimeoutOf(
  { toolCall }: Pick<HostRequest, "toolCall">,
  { entry, silenceTimeoutMs }: Pick<UpstreamParts, "entry" | "silenceTimeoutMs">,
): number {
  if (toolCall === null) return silenceTimeoutMs;
  const limit = entry.timeLimit(toolCall.tool);
  return limit === null ? silenceTimeoutMs : Math.min(limit + graceMs, silenceTimeoutMs);
}
