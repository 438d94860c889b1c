/**
 * The second half of `agents add`, `remove` and `undo`: shows the changes, asks, makes them, and reports the result.
 */
import { randomUUID } from "node:crypto";
import type { Workplace } from "../../agents/agent-discovery.ts";
import { applyPlans, type Outcome } from "../../agents/apply.ts";
import { installLauncher } from "../../agents/install-launcher.ts";
import type { AgentsError } from "../../agents/model/errors.ts";
import { changesSomething, type Plan } from "../../agents/plan.ts";
import { ownProgram } from "../../client/broker-client.ts";
import type { Person } from "../../terminal/confirm.ts";
import { type ExitCode, exitCode } from "../../terminal/exit-code.ts";
import { resultJson, type Terminal } from "../../terminal/terminal.ts";
import { changeJson, describeOutcome, describePlan, describeTrouble } from "./words.ts";

export interface Proposal {
  readonly plans: readonly Plan[];
  /** Agents whose file cannot be changed. The others are still changed. */
  readonly troubles: readonly { readonly agent: string; readonly trouble: AgentsError }[];
}

export interface ChangeOptions {
  readonly yes: boolean;
  /** Only show the changes. */
  readonly diff: boolean;
  readonly json: boolean;
}

/** Exit code 1 if an agent could not be changed, 6 if the person did not say yes. */
export async function carryThrough(
  workplace: Workplace,
  { plans, troubles }: Proposal,
  options: ChangeOptions,
  person: Person,
  terminal: Terminal,
): Promise<ExitCode> {
  const changes = plans.filter(changesSomething);
  if (!options.json) {
    const plansToShow = changes.length > 0 ? plans : plans.filter(({ notes }) => notes.length > 0);
    for (const plan of plansToShow) for (const line of describePlan(plan, workplace.machine)) terminal.result(line);
    for (const { agent, trouble } of troubles) terminal.note(describeTrouble(agent, trouble));
    if (changes.length === 0) terminal.result("Nothing to change.");
  }
  const answer = await consent(changes, options, person);
  const outcomes = answer === "yes" ? await carryOut(workplace, changes) : [];
  // If every agent is connected already, `add` still repairs the launcher that they start.
  const repairs = changes.length === 0 && !options.diff && plans.some(({ action }) => action === "add");
  if (repairs) await installLauncher(workplace, ownProgram());
  if (options.json) resultJson(terminal, changeJson(changes, outcomes, troubles));
  else for (const outcome of outcomes) sayOutcome(outcome, workplace, terminal);

  if (answer === "no") {
    terminal.note(
      person.present && !options.json
        ? "Nothing was changed."
        : "Nothing was changed: add --yes to make these changes without being asked.",
    );
    return exitCode.notConfirmed;
  }
  const failed = troubles.length > 0 || outcomes.some((outcome) => outcome.kind === "trouble");
  return failed ? exitCode.failed : exitCode.ok;
}

async function consent(
  changes: readonly Plan[],
  options: ChangeOptions,
  person: Person,
): Promise<"yes" | "no" | "only shown"> {
  if (changes.length === 0 || options.diff) return "only shown";
  if (options.yes) return "yes";
  if (!person.present || options.json) return "no";
  const files = changes.length === 1 ? "this change" : `these ${changes.length} changes`;
  return (await person.confirm(`Make ${files}?`)) ? "yes" : "no";
}

async function carryOut(workplace: Workplace, changes: readonly Plan[]): Promise<readonly Outcome[]> {
  if (changes.some(({ action }) => action === "add")) await installLauncher(workplace, ownProgram());
  return applyPlans(workplace, changes, randomUUID());
}

function sayOutcome(outcome: Outcome, workplace: Workplace, terminal: Terminal): void {
  if (outcome.kind === "trouble") terminal.note(describeOutcome(outcome, workplace.machine));
  else terminal.result(describeOutcome(outcome, workplace.machine));
}
