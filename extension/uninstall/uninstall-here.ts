/** Removes Drawbridge from this machine after the person has seen the whole list. Nothing here knows the editor. */
import type { Machine } from "../../proxy/agents/machine.ts";
import { carryOutUninstall, type Effects } from "../../proxy/uninstall/carry-out.ts";
import type { Facts } from "../../proxy/uninstall/plan.ts";
import { uninstallPlan } from "../../proxy/uninstall/plan.ts";
import { describeStepOutcome, describeUninstall } from "../../proxy/uninstall/words.ts";

export interface UninstallParts {
  readonly machine: Machine;
  readonly effects: Effects;
  /** Looks at what there is. Changes nothing. */
  look(): Promise<Facts>;
  /** Shows the list. Resolves with whether the person said yes. */
  confirm(list: readonly string[]): PromiseLike<boolean>;
  /** Shows what could not be removed, and what to do next. */
  tellTroubles(lines: readonly string[]): void;
  /** Offers to uninstall the extension, once everything else is removed. */
  offerExtension(): void;
}

export async function uninstallHere({ machine, effects, ...parts }: UninstallParts): Promise<void> {
  const plan = uninstallPlan(await parts.look());
  if (!(await parts.confirm(describeUninstall(plan, machine)))) return;
  const outcomes = await carryOutUninstall(plan, effects, () => {});
  const troubles = [
    ...plan.facts.agents.troubles.map(({ agent, message }) => `${agent}: ${message}`),
    ...outcomes.flatMap((outcome) => (outcome.kind === "trouble" ? [describeStepOutcome(outcome, plan, machine)] : [])),
  ];
  if (troubles.length > 0) parts.tellTroubles(troubles);
  else parts.offerExtension();
}
