/** The texts of `drawbridge agents`, for people and for programs. */

import type { AgentHere } from "../../agents/agent-discovery.ts";
import { agentOf } from "../../agents/agent-table.ts";
import type { Outcome } from "../../agents/apply.ts";
import type { Connection } from "../../agents/connections.ts";
import { type Machine, shownPath } from "../../agents/machine.ts";
import type { AgentsError } from "../../agents/model/errors.ts";
import type { Plan } from "../../agents/plan.ts";
import { table } from "../../terminal/table.ts";

/** The agents that were found, what each is connected to and what it lacks, and then what prevents a change. */
export function describeAgents(agents: readonly AgentHere[], machine: Machine): string {
  const installed = agents.filter((agent) => agent.found);
  if (installed.length === 0)
    return `No agent was found. Known are ${agents.map(({ agent }) => agent.name).join(", ")}.`;
  const rows = installed.map(({ agent, file, standing, trouble }) => [
    agent.id,
    trouble !== null ? "cannot be read" : list((standing?.connected ?? []).map(connectionInWords)),
    list(
      (standing?.missing ?? []).map((server) => (standing?.taken.includes(server) ? `${server} (name taken)` : server)),
    ),
    shownPath(machine, file),
  ]);
  const absent = agents.filter((agent) => !agent.found).map(({ agent }) => agent.name);
  return [
    table(["AGENT", "CONNECTED", "MISSING", "FILE"], rows),
    ...installed.flatMap(({ agent, standing }) =>
      (standing?.stale ?? []).map(({ name, server }) => staleInWords(agent.name, agent.id, name, server)),
    ),
    ...installed.flatMap(({ agent, trouble }) => (trouble === null ? [] : [describeTrouble(agent.name, trouble)])),
    ...(absent.length === 0 ? [] : [`Not found: ${absent.join(", ")}.`]),
  ].join("\n");
}

const list = (words: readonly string[]): string => (words.length === 0 ? "-" : words.join(", "));

const connectionInWords = ({ server, name, by }: Connection): string => {
  const remarks = [...(name === server ? [] : [`as ${name}`]), ...(by === "user" ? ["your own entry"] : [])];
  return remarks.length === 0 ? server : `${server} (${remarks.join(", ")})`;
};

const staleInWords = (agent: string, id: string, name: string, server: string): string =>
  `${agent} has an entry ${name} for ${server}, which you may not use now. Remove it: drawbridge agents remove ${id} --server ${server}`;

export const describeTrouble = (agent: string, { message }: AgentsError): string => `${agent}: ${message}`;

/** What a plan would do, its diff, and what its user should know. */
export function describePlan(
  { agent, action, file, entries, diff, commands, notes }: Plan,
  machine: Machine,
): string[] {
  const name = agentOf(agent)?.name ?? agent;
  const names = entries.map((entry) => entry.name).join(", ");
  const where = `${action === "add" ? "to" : "from"} ${shownPath(machine, file)}`;
  return [
    ...(entries.length === 0 ? [] : [`${name}: ${action} ${names} ${where}`]),
    ...commands.map((command) => `  by: ${command.join(" ")}`),
    ...(diff === "" ? [] : [diff.trimEnd()]),
    ...notes.map((note) => `${name}: ${note}`),
  ];
}

export function describeOutcome(outcome: Outcome, machine: Machine): string {
  const { plan } = outcome;
  const name = agentOf(plan.agent)?.name ?? plan.agent;
  if (outcome.kind === "trouble") return describeTrouble(name, outcome.trouble);
  const file = shownPath(machine, plan.file);
  if (plan.undoes !== null) return `${name}: ${file} is as it was before.`;
  const names = plan.entries.map((entry) => entry.name).join(", ");
  return plan.action === "add" ? `${name}: connected ${names}.` : `${name}: removed ${names} from ${file}.`;
}

/** `servers` is null if they are not known. */
export const listJson = (agents: readonly AgentHere[], servers: readonly string[] | null) => ({
  servers,
  agents: agents.map(({ agent, file, found, standing, trouble }) => ({
    id: agent.id,
    name: agent.name,
    file,
    found,
    connected: standing?.connected ?? [],
    missing: standing?.missing ?? [],
    taken: standing?.taken ?? [],
    stale: standing?.stale ?? [],
    trouble: trouble === null ? null : troubleJson(trouble),
  })),
});

const troubleJson = ({ code, message }: AgentsError) => ({ code, message });

export const changeJson = (
  plans: readonly Plan[],
  outcomes: readonly Outcome[],
  troubles: readonly { readonly agent: string; readonly trouble: AgentsError }[],
) => ({
  changes: plans.map((plan) => {
    const outcome = outcomes.find((one) => one.plan === plan);
    return {
      agent: plan.agent,
      action: plan.action,
      file: plan.file,
      entries: plan.entries,
      diff: plan.diff,
      commands: plan.commands,
      notes: plan.notes,
      made: outcome?.kind === "done",
      trouble: outcome?.kind === "trouble" ? troubleJson(outcome.trouble) : null,
    };
  }),
  troubles: troubles.map(({ agent, trouble }) => ({ agent, ...troubleJson(trouble) })),
});
