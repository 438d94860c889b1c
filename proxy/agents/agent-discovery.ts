/** Finds the agents on this machine, and reads what each of them is connected to. */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Home } from "../files/home.ts";
import { agents } from "./agent-table.ts";
import { readConfigFile } from "./config-file.ts";
import { type Standing, standingOf } from "./connections.ts";
import { entriesOf } from "./edit.ts";
import { type Journal, readJournal, writtenInto } from "./journal.ts";
import { launcherOf } from "./launcher.ts";
import { candidatesOnPath, type Machine, pathOn } from "./machine.ts";
import type { Agent } from "./model/agent.ts";
import { AgentsError, inFile } from "./model/errors.ts";

export interface Workplace {
  readonly home: Home;
  readonly machine: Machine;
}

export interface AgentHere {
  readonly agent: Agent;
  /** The file with its user's servers. It may not exist. */
  readonly file: string;
  readonly found: boolean;
  /** Null if the agent was not found, or if its file cannot be read. In the second case `trouble` says why. */
  readonly standing: Standing | null;
  readonly trouble: AgentsError | null;
}

/**
 * Every agent of the table. `servers` are those that the user may use; null if they are not known. Throws `journal`.
 */
export async function lookAround(
  workplace: Workplace,
  servers: readonly string[] | null,
): Promise<readonly AgentHere[]> {
  const journal = await readJournal(workplace.home);
  return Promise.all(agents.map((agent) => lookAt(agent, workplace, servers, journal)));
}

async function lookAt(
  agent: Agent,
  { home, machine }: Workplace,
  servers: readonly string[] | null,
  journal: Journal,
): Promise<AgentHere> {
  const file = await configFileOf(agent, machine);
  const nothing = { agent, file, standing: null, trouble: null };
  if (!(await isHere(agent, file, machine))) return { ...nothing, found: false };
  try {
    const { text } = await readConfigFile(file);
    const entries = inFile(file, () => entriesOf(text ?? "", agent));
    const standing = standingOf(entries, servers, launcherOf(home, machine), writtenInto(journal, file));
    return { ...nothing, found: true, standing };
  } catch (error) {
    if (!(error instanceof AgentsError)) throw error;
    return { ...nothing, found: true, trouble: error };
  }
}

/** The first place of the table that applies to this machine. */
export async function configFileOf(agent: Agent, machine: Machine): Promise<string> {
  for (const { file, onlyIfExists } of agent.places[machine.platform]) {
    const path = pathOn(machine, file);
    const condition = onlyIfExists === undefined ? null : pathOn(machine, onlyIfExists);
    if (path !== null && (condition === null || (await isThere(condition)))) return path;
  }
  throw new Error(`The table has no place for ${agent.name} on ${machine.platform}.`);
}

async function isHere(agent: Agent, file: string, machine: Machine): Promise<boolean> {
  const own = dirname(file) === machine.homeFolder ? file : dirname(file);
  const traces = [own, ...agent.traces.flatMap((trace) => pathOn(machine, trace) ?? [])];
  for (const trace of traces) if (await isThere(trace)) return true;
  for (const program of agent.programs) if ((await findProgram(machine, program)) !== null) return true;
  return false;
}

/** A program's whole path; null if the PATH has no executable of this name. */
export async function findProgram(machine: Machine, program: string): Promise<string | null> {
  for (const candidate of candidatesOnPath(machine, program)) {
    const runs = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs && (await stat(candidate)).isFile()) return candidate;
  }
  return null;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
