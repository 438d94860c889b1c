/** Whether a program on an engineer's machine is older than the registry serves, by what its request says. Pure. */
import { type ClientProgram, tooOldSentence } from "@drawbridge/contracts/client-release";
import type { OldestServed } from "@drawbridge/contracts/registry";
import { isNewer, isVersion } from "@drawbridge/contracts/version-order";

/** The last release whose programs did not say their version. */
const unsaidVersion = "0.1.0";

/**
 * Why a request of one of our own programs is refused, in words for its user; null if it is served. `said` is the value of
 * `clientHeader`. A request that says no version, or none that can be read, counts as one of release 0.1.0 of `program`.
 */
export function tooOldForThis(
  said: string | undefined,
  program: ClientProgram,
  oldest: OldestServed | undefined,
): string | null {
  if (oldest === undefined) return null;
  const [, name, stated = ""] = /^(broker|extension)\/(\S{1,40})$/.exec(said ?? "") ?? [];
  const version = isVersion(stated) ? stated : unsaidVersion;
  const served = oldest[name === "broker" || name === "extension" ? name : program];
  return isNewer(served, version) ? tooOldSentence(version, served) : null;
}
