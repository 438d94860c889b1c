/** How long an upstream may be silent in one call before it is given up. Every byte it sends, progress above all, begins that anew. */
import { objectAt, stringAt } from "../../kernel/json.ts";
import type { HostRequest, UpstreamParts } from "./upstream.ts";

/** What a tool that keeps to its own time limit may need beside it (ms): the way there and back, a busy server. */
const grace = 10_000;

/** Milliseconds: by the tool's own time limit where the catalogue tells it, else the broker's for all calls. */
export function longestSilence(
  { method, message }: Pick<HostRequest, "method" | "message">,
  { entry, patience }: Pick<UpstreamParts, "entry" | "patience">,
): number {
  if (method !== "tools/call") return patience;
  const limit = entry.timeLimit(stringAt(objectAt(message, "params"), "name") ?? "");
  return limit === null ? patience : Math.min(limit + grace, patience);
}
