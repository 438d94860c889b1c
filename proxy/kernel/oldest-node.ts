/** The oldest Node that has everything that a broker and the commands use. `AbortSignal.any` came last. */
export const oldestNode = "20.3";

/** Whether `version` (as in process.versions.node) is older. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split(".").map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
