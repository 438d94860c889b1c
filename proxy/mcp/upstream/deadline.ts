/** How long an upstream may be silent in one call before it is given up. Every byte it sends, progress above all, begins that anew. */
import type { HostRequest, UpstreamParts } from "./upstream.ts";

/** What a tool that keeps to its own time limit may need beside it (ms): the way there and back, a busy server. */
const graceMs = 10_000;

/** Milliseconds: by the tool's own time limit where the catalogue tells it, else the broker's for all calls. */
export function silenceTimeoutOf(
  { toolCall }: Pick<HostRequest, "toolCall">,
  { entry, silenceTimeoutMs }: Pick<UpstreamParts, "entry" | "silenceTimeoutMs">,
): number {
  if (toolCall === null) return silenceTimeoutMs;
  const limit = entry.timeLimit(toolCall.tool);
  return limit === null ? silenceTimeoutMs : Math.min(limit + graceMs, silenceTimeoutMs);
}
