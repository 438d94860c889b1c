/** The servers that this machine's agents used last, by the calls that the broker knows. Pure. */
import type { EndedCall } from "../../proxy/contracts/control.ts";

const usedWithinMs = 14 * 24 * 60 * 60 * 1000;

/** The latest first. `calls` are in the order of the broker: the latest first. `now` is in milliseconds since 1970. */
export const recentServers = (calls: readonly EndedCall[], now: number): readonly string[] => [
  ...new Set(calls.filter(({ at }) => now - Date.parse(at) < usedWithinMs).map(({ server }) => server)),
];
