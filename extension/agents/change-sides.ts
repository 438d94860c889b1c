/** The two sides of a change to an agent's file, made of a diff that holds no text that others wrote. Pure. */

export interface Sides {
  readonly before: string;
  readonly after: string;
}

/** Marks the place of the unchanged lines between two changed parts. */
const gap = "⋮";

/** `diff` is a unified diff (plan.diff). Both sides end with a line break, even where the file does not. */
export function sidesOf(diff: string): Sides {
  const before: string[] = [];
  const after: string[] = [];
  let hunks = 0;
  for (const line of diff.trimEnd().split("\n")) {
    if (line.startsWith("@@")) {
      hunks += 1;
      if (hunks === 1) continue;
      before.push(gap);
      after.push(gap);
    } else if (hunks > 0 && !line.startsWith("\\")) {
      if (!line.startsWith("+")) before.push(line.slice(1));
      if (!line.startsWith("-")) after.push(line.slice(1));
    }
  }
  return { before: textOf(before), after: textOf(after) };
}

const textOf = (lines: readonly string[]): string => (lines.length === 0 ? "" : `${lines.join("\n")}\n`);
