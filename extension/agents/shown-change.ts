/** A change to an agent's file as its two sides, from the diff that holds nothing of what others wrote. Pure. */

export interface Sides {
  readonly before: string;
  readonly after: string;
}

/** Stands for the lines between two stretches that change. */
const gap = "⋮";

/** `diff` is unified (plan.diff). Both sides end where the file's own text need not. */
export function sidesOf(diff: string): Sides {
  const before: string[] = [];
  const after: string[] = [];
  let stretches = 0;
  for (const line of diff.trimEnd().split("\n")) {
    if (line.startsWith("@@")) {
      stretches += 1;
      if (stretches === 1) continue;
      before.push(gap);
      after.push(gap);
    } else if (stretches > 0 && !line.startsWith("\\")) {
      if (!line.startsWith("+")) before.push(line.slice(1));
      if (!line.startsWith("-")) after.push(line.slice(1));
    }
  }
  return { before: textOf(before), after: textOf(after) };
}

const textOf = (lines: readonly string[]): string => (lines.length === 0 ? "" : `${lines.join("\n")}\n`);
