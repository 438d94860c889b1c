/** What the extension's uninstall hook does. It asks nothing, because no user is there to answer. */
import { join } from "node:path";
import type { Workplace } from "../agents/agent-discovery.ts";
import { keepInstallations, readInstallations } from "../agents/install-launcher.ts";
import { carryOutUninstall } from "./carry-out.ts";
import { effectsOn, endBroker } from "./effects.ts";
import { lookForUninstall } from "./look.ts";
import { otherInstallations } from "./other-installations.ts";
import { uninstallPlan } from "./plan.ts";
import { describeStepOutcome } from "./words.ts";

/** How long (ms) a sign-out may take, and the end of a broker: VS Code ends the hook after five seconds. */
const stepTimeoutMs = 1_500;

/**
 * Undoes what `drawbridge uninstall` undoes, if the extension in `folder` is the only Drawbridge that the launcher starts.
 * If another one is left, that one keeps agents, sign-in and home: the broker ends, and the launcher forgets the
 * extension. `report` gets a line for each step. Resolves with whether every step was done.
 */
export async function uninstallEditor(
  workplace: Workplace,
  folder: string,
  report: (line: string) => void,
): Promise<boolean> {
  const others = otherInstallations(await readInstallations(workplace.home), folder, workplace.machine);
  if (others.length > 0) {
    await endBroker(workplace.home);
    await keepInstallations(workplace, others);
    report(`Broker: ended. Launcher: it starts ${others[0]?.program} from now on.`);
    return true;
  }
  const found = await lookForUninstall(workplace);
  const plan = uninstallPlan(found);
  const effects = effectsOn(workplace, join(folder, "proxy", "cli.js"), stepTimeoutMs);
  const outcomes = await carryOutUninstall(plan, effects, (outcome) =>
    report(describeStepOutcome(outcome, plan, workplace.machine)),
  );
  return found.agents.troubles.length === 0 && outcomes.every(({ kind }) => kind === "done");
}
