/** Finds variables that look like Drawbridge's and that no part reads: most often a name with a wrong letter. */
import { knownVariables } from "./known-variables.ts";

/**
 * One sentence for each `DRAWBRIDGE_*` variable that is set and that no part of a deployment reads, with the nearest name.
 * Parts may share one file of variables, so a part knows the names of all parts. `own` are further names: those of a
 * company's own server.
 */
export function unknownVariables(environment: NodeJS.ProcessEnv, own: readonly string[] = []): readonly string[] {
  const names = [...new Set([...knownVariables, ...own])];
  return Object.keys(environment)
    .filter((name) => isUnknown(name, names))
    .toSorted()
    .map((name) => {
      const nearest = nearestOf(name, names);
      const meant = nearest === null ? "" : ` Did you mean ${nearest}?`;
      return `No part of Drawbridge reads the variable ${name}, so it has no effect.${meant} docs/configuration.md lists all of them.`;
    });
}

/** Whether the variable looks like Drawbridge's, and no part of a deployment reads it. */
export const isUnknown = (name: string, names: readonly string[] = knownVariables): boolean =>
  name.startsWith("DRAWBRIDGE_") && !names.includes(name);

/** The known name with the fewest different letters; null where more than a third would have to change. */
function nearestOf(name: string, names: readonly string[]): string | null {
  const whole = name.replace(/_FILE$/, ""); // Only a secret may be in a file.
  if (names.includes(whole)) return whole;
  const byDistance = names.map((each) => ({ each, distance: distanceOf(name, each) }));
  const [nearest] = byDistance.toSorted((a, b) => a.distance - b.distance);
  const letters = name.length - "DRAWBRIDGE_".length;
  return nearest !== undefined && nearest.distance <= Math.max(2, letters / 3) ? nearest.each : null;
}

/**
 * Letters to insert, remove or replace until `a` is `b` (Levenshtein), row by row. It is our own because a package for
 * these lines would be in the memory of every part.
 */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
