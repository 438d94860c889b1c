/** `drawbridge uninstall`: takes back everything that Drawbridge did on this machine, after showing it. */
import type { Workplace } from "../agents/agent-discovery.ts";
import { thisMachine } from "../agents/machine.ts";
import { ownProgram } from "../client/broker-client.ts";
import { type Person, personAtTerminal } from "../terminal/confirm.ts";
import { type ExitCode, exitCode } from "../terminal/exit-code.ts";
import { resultJson, type Terminal } from "../terminal/terminal.ts";
import { carryOutUninstall, type Effects } from "../uninstall/carry-out.ts";
import { effectsOn } from "../uninstall/effects.ts";
import { lookForUninstall } from "../uninstall/look.ts";
import { type UninstallPlan, uninstallPlan } from "../uninstall/plan.ts";
import { afterwards, describeStepOutcome, describeUninstall } from "../uninstall/words.ts";
import { type Command, readArguments } from "./command.ts";

export const uninstall: Command = {
  usage: `uninstall [--yes] [--json] [--home FOLDER]

Ends the broker, takes Drawbridge's entries out of agents' files, signs out, and removes the keyring entry, the launcher
and the home. It shows all of that first, and asks. What others wrote stays.
  --yes  do it without asking; without a terminal, nothing is done unless you give this`,

  async run(args, terminal) {
    const { options, home, json } = readArguments(args, { yes: { type: "boolean" } });
    const workplace: Workplace = { home, machine: thisMachine() };
    const plan = uninstallPlan(await lookForUninstall(workplace));
    const parts = { yes: options.yes === true, json, person: personAtTerminal, terminal, workplace };
    return uninstallAfterAsking(plan, effectsOn(workplace, ownProgram()), parts);
  },
};

export interface UninstallParts {
  readonly yes: boolean;
  readonly json: boolean;
  readonly person: Person;
  readonly terminal: Terminal;
  readonly workplace: Workplace;
}

/** Exit code 1 if something could not be removed, 2 without a yes and without a person to ask, 6 after a no. */
export async function uninstallAfterAsking(
  plan: UninstallPlan,
  effects: Effects,
  { yes, json, person, terminal, workplace: { machine } }: UninstallParts,
): Promise<ExitCode> {
  if (!json) for (const line of describeUninstall(plan, machine)) terminal.result(line);
  const troubles = plan.facts.agents.troubles.map(({ agent, message }) => `${agent}: ${message}`);
  const asks = plan.steps.length > 0 && !yes;
  if (asks && (json || !person.present)) {
    if (json) resultJson(terminal, resultOf(plan, [], troubles));
    terminal.note("Nothing was done: add --yes to do this without being asked.");
    return exitCode.usage;
  }
  if (asks && !(await person.confirm("Do all of this?"))) {
    terminal.note("Nothing was done.");
    return exitCode.notConfirmed;
  }
  const lines: string[] = [];
  const outcomes = await carryOutUninstall(plan, effects, (outcome) => {
    const line = describeStepOutcome(outcome, plan, machine);
    lines.push(line);
    if (json) return;
    if (outcome.kind === "trouble") terminal.note(line);
    else terminal.result(line);
  });
  if (json) resultJson(terminal, resultOf(plan, lines, troubles));
  else terminal.result(outcomes.length === 0 ? `There is nothing to remove. ${afterwards}` : afterwards);
  const failed = troubles.length > 0 || outcomes.some(({ kind }) => kind === "trouble");
  return failed ? exitCode.failed : exitCode.ok;
}

const resultOf = (plan: UninstallPlan, outcomes: readonly string[], troubles: readonly string[]) => ({
  steps: plan.steps.map((step) =>
    step.kind === "agent"
      ? { kind: step.kind, agent: step.plan.agent, file: step.plan.file, entries: step.plan.entries }
      : { kind: step.kind },
  ),
  outcomes,
  troubles,
});
