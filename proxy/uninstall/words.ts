/** What an uninstall would do and what it did, in words. Pure. */
import { posix, win32 } from "node:path";
import { agentOf } from "../agents/agent-table.ts";
import { type Machine, shownPath } from "../agents/machine.ts";
import type { StepOutcome } from "./carry-out.ts";
import type { Facts, Step, UninstallPlan } from "./plan.ts";

const join = ({ platform }: Machine, ...names: readonly string[]): string =>
  (platform === "win32" ? win32 : posix).join(...names);

const nameOf = (id: string): string => agentOf(id)?.name ?? id;

/** Every part, in one line or more: what would be removed, or that nothing was found. */
export function describeUninstall({ facts, steps }: UninstallPlan, machine: Machine): readonly string[] {
  const has = (kind: Step["kind"]) => steps.some((step) => step.kind === kind);
  const { agents, broker, home } = facts;
  return [
    ...steps.flatMap((step) => (step.kind === "agent" ? [agentLine(step, machine)] : [])),
    ...(has("agent") || agents.troubles.length > 0 ? [] : ["Agents: no entry of Drawbridge was found."]),
    ...agents.troubles.map(({ agent, message }) => `${agent}: cannot be changed. ${message}`),
    ...agents.notes,
    has("sign-out")
      ? "Sign-in: sign out, and revoke the tokens at the identity provider if it answers."
      : "Sign-in: none was found.",
    has("keyring") ? "Keyring: remove the key that seals the sign-in." : "Keyring: no entry was found.",
    has("launcher")
      ? `Launcher: remove ${home.launcher.own.map((name) => shownPath(machine, join(machine, home.folder, "bin", name))).join(", ")}.`
      : "Launcher: none was found.",
    broker === null ? "Broker: none runs." : "Broker: end it.",
    ...homeLines(facts, machine),
    ...(broker !== null && broker.bridges > 0
      ? [`Bridges of running agents: ${broker.bridges}. Their calls fail from then on; restart those agents.`]
      : []),
  ];
}

const agentLine = ({ plan }: Extract<Step, { kind: "agent" }>, machine: Machine): string => {
  const names = plan.entries.map(({ name }) => name).join(", ");
  const file = shownPath(machine, plan.file);
  const how = plan.after === null ? `, and the file, which Drawbridge made` : "";
  return `${nameOf(plan.agent)}: remove ${names} from ${file}${how}.`;
};

function homeLines({ home }: Facts, machine: Machine): readonly string[] {
  const shown = shownPath(machine, home.folder);
  if (!home.exists) return [`Home: ${shown} does not exist.`];
  if (!home.isHome) return [`Home: ${shown} stays, because nothing in it shows that Drawbridge made it.`];
  const foreign = [...home.files.foreign, ...home.launcher.foreign.map((name) => join(machine, "bin", name))];
  if (foreign.length === 0) return [`Home: remove ${shown}.`];
  return [
    `Home: remove what Drawbridge made in ${shown}: ${home.files.own.join(", ")}.`,
    `Home: ${foreign.join(", ")} stays, because Drawbridge did not make it.`,
  ];
}

/** What happened in one step, and what to do next if it failed. */
export function describeStepOutcome(outcome: StepOutcome, { facts }: UninstallPlan, machine: Machine): string {
  const { step } = outcome;
  if (outcome.kind === "trouble") return `${partOf(step)}: ${outcome.message} ${nextAfter(step)}`;
  if (step.kind === "agent")
    return `${nameOf(step.plan.agent)}: removed ${step.plan.entries.map(({ name }) => name).join(", ")} from ${shownPath(machine, step.plan.file)}.`;
  if (step.kind === "home") {
    const shown = shownPath(machine, facts.home.folder);
    if (outcome.stays.length === 0) return `Home: removed ${shown}.`;
    return `Home: removed what Drawbridge made in ${shown}. ${outcome.stays.join(", ")} stays.`;
  }
  return done[step.kind];
}

const done = {
  "sign-out": "Sign-in: signed out. If the identity provider did not answer, the sign-in ends there when it expires.",
  keyring: "Keyring: removed the key.",
  launcher: "Launcher: removed.",
  broker: "Broker: ended.",
} as const satisfies Partial<Record<Step["kind"], string>>;

function partOf(step: Step): string {
  if (step.kind === "agent") return nameOf(step.plan.agent);
  return { "sign-out": "Sign-in", keyring: "Keyring", launcher: "Launcher", broker: "Broker", home: "Home" }[step.kind];
}

function nextAfter(step: Step): string {
  if (step.kind === "agent") return "Then run `drawbridge uninstall` again: its record of these entries stays.";
  return {
    "sign-out": "The sign-in ends at the identity provider when it expires; the files of the sign-in are removed here.",
    keyring: "Remove the entry `drawbridge` in your keyring's own program. It opens nothing without the home.",
    launcher: "Make the folder writable, then run `drawbridge uninstall` again.",
    broker: "A broker without a home ends by itself within seconds. If it does not, end its process.",
    home: "Make the folder writable, then run `drawbridge uninstall` again.",
  }[step.kind];
}

/** What an uninstall cannot remove. */
export const afterwards =
  "The programs stay: remove the command line with `npm uninstall -g drawbridge`, and the extension in VS Code. A VS Code window that is open may start the broker again, so close it.";
