/** Whether what a plan depends on is still what it was when a person approved it. Pure. */
import type { Basis, Binding, Plan } from "../plan.ts";

/**
 * How the current basis differs from the approved one, in words that name the object; null where it does not. A plan that
 * was approved without a basis is bound to nothing, so it always counts as changed.
 */
export function basisChange(approved: Plan["basis"], now: Basis): string | null {
  if (approved === undefined) return "it was approved by what it names only, and not by what is behind the names";
  const before = byObject(approved);
  const after = byObject(now);
  for (const [key, binding] of after) {
    const earlier = before.get(key);
    if (earlier === undefined) return `it now depends on ${binding.object}, and did not when it was approved`;
    if (earlier.version !== binding.version) return difference(earlier, binding);
  }
  for (const [key, { object }] of before) {
    if (!after.has(key)) return `it does not depend on ${object} any more, and did when it was approved`;
  }
  const unheld = now.unheld.find((each) => !approved.unheld.includes(each));
  return unheld === undefined ? null : `something can now not be held still: ${unheld}`;
}

const byObject = ({ bindings }: Basis): ReadonlyMap<string, Binding> =>
  new Map(bindings.map((binding) => [JSON.stringify([binding.role, binding.object]), binding]));

function difference({ says: then }: Binding, { role, object, says: now }: Binding): string {
  const difference = then === now ? "" : `: it is now ${now}, and was ${then}`;
  switch (role) {
    case "reads":
      return `${object}, which it reads, has changed${difference}`;
    case "writes":
      return `${object}, which it changes, has changed${difference}`;
    case "view":
      return `the definition of ${object} has changed`;
    case "effect":
      return `what it would do to ${object} has changed${difference}`;
  }
}
