/** The order of releases (Semantic Versioning 2.0.0 §11), for brokers that replace each other, the launcher, edge and registry. */
import compare from "semver/functions/compare.js";
import valid from "semver/functions/valid.js";

/**
 * Whether `theirs` is a later release than `ours`. False if one of them is not a version, so such a broker replaces
 * none.
 */
export const isNewer = (theirs: string, ours: string): boolean =>
  valid(theirs) !== null && valid(ours) !== null && compare(theirs, ours) > 0;

export const isVersion = (text: string): boolean => valid(text) !== null;

/** For sorting: negative if `a` is the earlier release. Text that is not a version comes before every version. */
export function compareVersions(a: string, b: string): number {
  const [validA, validB] = [valid(a) !== null, valid(b) !== null];
  if (validA && validB) return compare(a, b);
  return Number(validA) - Number(validB);
}
