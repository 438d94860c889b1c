/** Whether the plan that a person approved is still the current plan. Pure. */
import type { Amount, BoundPlan, Plan } from "../plan.ts";
import { basisChange } from "./basis-change.ts";

/**
 * The factor by which the cost may grow. A person who approved a cost approved roughly that cost, because estimates move
 * with the data.
 */
const tolerated = 2;

/**
 * How `now` differs from `approved`, in words; null where it is the same in everything that a person decides by: verb,
 * objects, target, effect, the text, the identity and contents of what it depends on, whether it can be undone, and a
 * cost within twice the estimate.
 */
export function materialChange(approved: Plan, now: BoundPlan): string | null {
  if (now.verb !== approved.verb) return `it is now ${now.verb}, and was ${approved.verb}`;
  if (now.target !== approved.target) return `it now runs on ${now.target}, and was to run on ${approved.target}`;
  if (now.effect !== approved.effect) return `its effect is now ${now.effect}, and was ${approved.effect}`;
  if (now.text?.content !== approved.text?.content) return "what would run is another text now";
  const objects = listed(now.objects);
  if (objects !== listed(approved.objects))
    return `it now touches ${objects}, and was to touch ${listed(approved.objects)}`;
  const basisDifference = basisChange(approved.basis, now.basis);
  if (basisDifference !== null) return basisDifference;
  if (now.reversible !== approved.reversible && now.reversible !== "yes") return "whether it can be undone has changed";
  return (
    costChange("rows", approved.cost.rows, now.cost.rows) ?? costChange("bytes", approved.cost.bytes, now.cost.bytes)
  );
}

function costChange(unit: string, approved: Amount, now: Amount): string | null {
  // A person who approved an unknown cost approved every cost.
  if (approved === "unknown") return null;
  if (now === "unknown") return `its cost in ${unit} is not known any more, and was estimated at ${amount(approved)}`;
  if (now <= approved * tolerated) return null;
  return `its cost is now an estimated ${amount(now)} ${unit}, and was ${amount(approved)}`;
}

/** Sorted, because plans name objects in the order in which they find them. */
const listed = (objects: readonly string[]): string =>
  objects.length === 0 ? "nothing" : [...new Set(objects)].toSorted().join(", ");

const amount = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 0 });
