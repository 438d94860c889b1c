/** Which of two versions of the broker gives way to the other. */

/** Whether `theirs` is a later release than `ours` (Semantic Versioning 2.0.0 §11). */
export function isNewer(theirs: string, ours: string): boolean {
  const [a, b] = [read(theirs), read(ours)];
  if (a === null || b === null) return false;
  for (let at = 0; at < 3; at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  // A release is later than its pre-releases; those are ordered by their names.
  if (a.pre === b.pre) return false;
  if (a.pre === "" || b.pre === "") return a.pre === "";
  return a.pre.localeCompare(b.pre, "en", { numeric: true }) > 0;
}

function read(version: string): { readonly numbers: readonly number[]; readonly pre: string } | null {
  const found = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(version);
  return found && { numbers: found.slice(1, 4).map(Number), pre: found[4] ?? "" };
}
