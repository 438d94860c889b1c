/** How long an upstream may be silent in one call before it is given up. Every byte it sends, progress above all, begins that anew. */
import { objectAt, stringAt } from "../../kernel/json.ts";
import type { HostRequest, UpstreamParts } from "./upstream.ts";

/** What a tool that keeps to its own time limit may need beside it (ms): the way there and back, a busy server. */
const graceMs = 10_000;

/** Milliseconds: by the tool's own time limit where the catalogue tells it, else the broker's for all calls. */
export function silenceTimeoutOf(
  { method, message }: Pick<HostRequest, "method" | "message">,
  { entry, silenceTimeoutMs }: Pick<UpstreamParts, "entry" | "silenceTimeoutMs">,
): number {
  if (method !== "tools/call") return silenceTimeoutMs;
  const limit = entry.timeLimit(stringAt(objectAt(message, "params"), "name") ?? "");
  return limit === null ? silenceTimeoutMs : Math.min(limit + graceMs, silenceTimeoutMs);
}
