/** `drawbridge agents`: connects the agents on this machine to the servers that the user may use, and takes that back. */

import { lookAround, type Workplace } from "../agents/agent-discovery.ts";
import { agentIds, agentOf } from "../agents/agent-table.ts";
import { thisMachine } from "../agents/machine.ts";
import type { Agent } from "../agents/model/agent.ts";
import { AgentsError } from "../agents/model/errors.ts";
import { type Plan, planToAdd, planToRemove } from "../agents/plan.ts";
import { planToUndo } from "../agents/undo.ts";
import { withBroker } from "../client/with-broker.ts";
import type { Home } from "../files/home.ts";
import { type Person, personAtTerminal } from "../terminal/confirm.ts";
import { type ExitCode, exitCode } from "../terminal/exit-code.ts";
import { failureOf, usageFailure } from "../terminal/failure.ts";
import { resultJson, type Terminal } from "../terminal/terminal.ts";
import { type ChangeOptions, carryThrough, type Proposal } from "./agents/change.ts";
import { describeAgents, listJson } from "./agents/words.ts";
import { type Command, readArguments } from "./command.ts";
import { catalogueOf } from "./servers.ts";
import { throwUnlessAllowed } from "./tools.ts";

const options = {
  server: { type: "string", multiple: true },
  yes: { type: "boolean" },
  diff: { type: "boolean" },
} as const;

const usage = `agents list [--json] [--home FOLDER]
       drawbridge agents add [AGENT...] [--server NAME]... [--yes | --diff] [--json] [--home FOLDER]
       drawbridge agents remove [AGENT...] [--server NAME]... [--yes | --diff] [--json] [--home FOLDER]
       drawbridge agents undo [--yes | --diff] [--json] [--home FOLDER]

  AGENT          ${agentIds.join(", ")}; every one that is found where none is named
  --server NAME  that server alone; every one that you may use where none is named
  --yes          make the change without asking
  --diff         only show what would change

add and remove show each change and ask first; exit code 6 where you did not say yes. undo takes the last change back.`;

export const agents: Command = agentsWith(personAtTerminal);

/** The command, with the person that it asks. */
export function agentsWith(person: Person): Command {
  return {
    usage,

    async run(args, terminal) {
      const { options: values, positionals, home, json } = readArguments(args, options, ["action"], true);
      const [action = "", ...names] = positionals;
      const workplace: Workplace = { home, machine: thisMachine() };
      const changeOptions: ChangeOptions = { yes: values.yes === true, diff: values.diff === true, json };
      if (changeOptions.yes && changeOptions.diff) throw usageFailure("--yes and --diff exclude each other.");
      if ((action === "list" || action === "undo") && (names.length > 0 || values.server !== undefined))
        throw usageFailure(`agents ${action} takes neither agents nor servers.`);
      const through = (proposal: Proposal) => carryThrough(workplace, proposal, changeOptions, person, terminal);

      if (action === "list") return list(workplace, json, terminal);
      if (action === "undo") return through(await undoing(workplace));
      const chosen = await chosenAgents(workplace, names);
      if (action === "add") {
        const servers = await usableServers(home, values.server);
        return through(await proposed(chosen, (agent) => planToAdd(workplace, agent, servers)));
      }
      if (action === "remove")
        return through(await proposed(chosen, (agent) => planToRemove(workplace, agent, values.server ?? null)));
      throw usageFailure(`There is no action ${action}.`);
    },
  };
}

async function list(workplace: Workplace, json: boolean, terminal: Terminal): Promise<ExitCode> {
  let servers: readonly string[] | null = null;
  let unknown: string | null = null;
  try {
    servers = await usableServers(workplace.home, undefined);
  } catch (error) {
    // Without a session the list still shows what is connected, but not what is missing.
    unknown = failureOf(error).message;
  }
  const agentsHere = await lookAround(workplace, servers);
  if (json) resultJson(terminal, listJson(agentsHere, servers));
  else {
    terminal.result(describeAgents(agentsHere, workplace.machine));
    if (unknown !== null) terminal.note(`Which servers are missing is not known: ${unknown}`);
  }
  return exitCode.ok;
}

/**
 * The servers that the user may use, or only those in `names` if it is given. Throws if the user may not use one of
 * them.
 */
function usableServers(home: Home, names: readonly string[] | undefined): Promise<readonly string[]> {
  return withBroker(home, async (broker) => {
    const catalogue = await catalogueOf(broker);
    for (const server of names ?? []) throwUnlessAllowed(server, catalogue);
    return names ?? catalogue.servers.flatMap(({ name, access }) => (access.allowed ? [name] : []));
  });
}

async function chosenAgents(workplace: Workplace, ids: readonly string[]): Promise<readonly Agent[]> {
  const agentsHere = await lookAround(workplace, null);
  if (ids.length === 0) return agentsHere.flatMap(({ agent, found }) => (found ? [agent] : []));
  return ids.map((id) => {
    const agent = agentOf(id);
    if (agent === undefined) throw usageFailure(`There is no agent ${id}. Known are ${agentIds.join(", ")}.`);
    if (agentsHere.some((other) => other.agent === agent && other.found)) return agent;
    throw usageFailure(`${agent.name} was not found on this machine.`);
  });
}

async function proposed(chosen: readonly Agent[], planFor: (agent: Agent) => Promise<Plan>): Promise<Proposal> {
  const plans: Plan[] = [];
  const troubles: { agent: string; trouble: AgentsError }[] = [];
  for (const agent of chosen) {
    try {
      plans.push(await planFor(agent));
    } catch (error) {
      if (!(error instanceof AgentsError)) throw error;
      troubles.push({ agent: agent.name, trouble: error });
    }
  }
  return { plans, troubles };
}

async function undoing(workplace: Workplace): Promise<Proposal> {
  const ways = await planToUndo(workplace);
  return {
    plans: ways.flatMap((way) => (way.kind === "plan" ? [way.plan] : [])),
    troubles: ways.flatMap((way) =>
      way.kind === "trouble"
        ? [{ agent: agentOf(way.change.agent)?.name ?? way.change.agent, trouble: way.trouble }]
        : [],
    ),
  };
}
