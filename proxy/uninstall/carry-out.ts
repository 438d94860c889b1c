/** Makes the steps of an uninstall. A step that fails stops no other step. */
import { failureOf } from "../terminal/failure.ts";
import type { Step, UninstallPlan } from "./plan.ts";

type AgentStep = Extract<Step, { kind: "agent" }>;

/** Each effect throws if it fails. Its error's message is shown. */
export interface Effects {
  removeEntries(step: AgentStep): Promise<void>;
  signOut(): Promise<void>;
  endBroker(): Promise<void>;
  removeKeyringEntry(): Promise<void>;
  removeLauncher(): Promise<void>;
  /** Removes what Drawbridge made in the home, except the files in `keep`. Returns the names that stay. */
  removeHome(keep: readonly string[]): Promise<readonly string[]>;
}

export type StepOutcome =
  | { readonly kind: "done"; readonly step: Step; readonly stays: readonly string[] }
  | { readonly kind: "trouble"; readonly step: Step; readonly message: string };

/** Calls `made` after each step. Never throws. */
export async function carryOutUninstall(
  { steps, facts }: UninstallPlan,
  effects: Effects,
  made: (outcome: StepOutcome) => void,
): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    const entriesStay =
      facts.agents.troubles.length > 0 ||
      outcomes.some(({ kind, step: { kind: what } }) => kind === "trouble" && what === "agent");
    // Without the journal, a second run could not know which entries are Drawbridge's.
    const outcome = await attempt(step, effects, entriesStay ? ["agents.json"] : []);
    outcomes.push(outcome);
    made(outcome);
  }
  return outcomes;
}

async function attempt(step: Step, effects: Effects, keep: readonly string[]): Promise<StepOutcome> {
  try {
    const stays = await perform(step, effects, keep);
    return { kind: "done", step, stays };
  } catch (error) {
    return { kind: "trouble", step, message: failureOf(error).message };
  }
}

async function perform(step: Step, effects: Effects, keep: readonly string[]): Promise<readonly string[]> {
  if (step.kind === "home") return effects.removeHome(keep);
  if (step.kind === "agent") await effects.removeEntries(step);
  else if (step.kind === "sign-out") await effects.signOut();
  else if (step.kind === "keyring") await effects.removeKeyringEntry();
  else if (step.kind === "launcher") await effects.removeLauncher();
  else await effects.endBroker();
  return [];
}
