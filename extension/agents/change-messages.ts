/** The texts about planned changes and about their outcomes. Pure. */
import * as l10n from "@vscode/l10n";
import { agentOf } from "../../proxy/agents/agent-table.ts";
import type { Outcome } from "../../proxy/agents/apply.ts";
import type { Plan } from "../../proxy/agents/plan.ts";

export const nameOf = ({ agent }: { readonly agent: string }): string => agentOf(agent)?.name ?? agent;
const entriesOf = ({ entries }: Plan): string => entries.map(({ name }) => name).join(", ");

/** What the person has to know before they say yes: commands that make the change instead of an edit, and what stays. */
export const remarks = (plans: readonly Plan[]): string =>
  plans
    .flatMap(({ commands, notes }) => [...commands.map((command) => l10n.t("By: {0}", command.join(" "))), ...notes])
    .join(" ");

/** One sentence about the changes that were made; null where none was made. */
export function doneMessage(outcomes: readonly Outcome[]): string | null {
  const plans = outcomes.flatMap((outcome) => (outcome.kind === "trouble" ? [] : [outcome.plan]));
  const [first] = plans;
  if (first === undefined) return null;
  const names = plans.map((plan) => `${nameOf(plan)} (${entriesOf(plan)})`).join(", ");
  if (first.undoes !== null) return l10n.t("{0} is as it was before.", plans.map(nameOf).join(", "));
  return first.action === "add"
    ? l10n.t("Connected {0}. Sessions of theirs that run now may have to be started again.", names)
    : l10n.t("Disconnected {0}.", names);
}

/** What went wrong, one sentence for each agent; null where nothing went wrong. */
export function troubleMessage(
  troubles: readonly { readonly agent: string; readonly message: string }[],
): string | null {
  return troubles.length === 0 ? null : troubles.map(({ agent, message }) => `${agent}: ${message}`).join(" ");
}

export const troublesOf = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((outcome) =>
    outcome.kind === "trouble"
      ? [{ agent: nameOf(outcome.plan), message: outcome.trouble.message, file: outcome.plan.file }]
      : [],
  );
