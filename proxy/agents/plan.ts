/** A change to one agent's file. It is computed and shown before anything is written. */

import { configFileOf, findProgram, type Workplace } from "./agent-discovery.ts";
import { assertWritable, type ConfigFile, readConfigFile } from "./config-file.ts";
import { type Circumstances, type Decision, decideAddition, decideRemoval, entriesFor } from "./decide.ts";
import { type Change, type Journal, type OwnEntry, readJournal, writtenInto } from "./journal.ts";
import { bridgeLaunch } from "./launch.ts";
import { launcherOf } from "./launcher.ts";
import { shownPath } from "./machine.ts";
import type { Agent, AgentId } from "./model/agent.ts";
import { inFile } from "./model/errors.ts";
import { shownDiff } from "./shown-diff.ts";

export interface Plan {
  readonly agent: AgentId;
  readonly action: "add" | "remove";
  readonly file: string;
  readonly entries: readonly OwnEntry[];
  /** Digest of the file that the plan was made for; null if the file does not exist. */
  readonly before: string | null;
  /** The file's text after the change; null if the file is to be deleted. */
  readonly after: string | null;
  /** The diff for people. Of the text that others wrote, it shows only the layout. */
  readonly diff: string;
  /** Command lines of the agent's own program that make the change. If the list is empty, the file is edited. */
  readonly commands: readonly (readonly string[])[];
  readonly notes: readonly string[];
  /** The change that this plan takes back. */
  readonly undoes: Change | null;
}

/** Whether the plan would change a file or the journal. */
export const changesSomething = ({ entries, undoes }: Plan): boolean => entries.length > 0 || undoes !== null;

/** Connects an agent to the servers that it lacks. Throws AgentsError if its file cannot be changed safely. */
export async function planToAdd(workplace: Workplace, agent: Agent, servers: readonly string[]): Promise<Plan> {
  const { file, circumstances } = await circumstancesOf(workplace, agent);
  const decision = inFile(file.path, () => decideAddition(agent, servers, circumstances));
  return planOf(workplace, agent, "add", file, decision);
}

/** Removes what Drawbridge wrote for these servers; null means for all. Throws as `planToAdd` does. */
export async function planToRemove(
  workplace: Workplace,
  agent: Agent,
  servers: readonly string[] | null,
): Promise<Plan> {
  const { file, circumstances } = await circumstancesOf(workplace, agent);
  const decision = inFile(file.path, () => decideRemoval(agent, servers, circumstances));
  return planOf(workplace, agent, "remove", file, decision);
}

/**
 * The inputs of a decision about an agent's file. `path` is given if the file is not at the place that the table names
 * now.
 */
export async function circumstancesOf(
  { home, machine }: Workplace,
  agent: Agent,
  path?: string,
  journal?: Journal,
): Promise<{ file: ConfigFile; circumstances: Circumstances }> {
  const file = await readConfigFile(path ?? (await configFileOf(agent, machine)));
  const written = writtenInto(journal ?? (await readJournal(home)), file.path);
  return { file, circumstances: { text: file.text ?? "", launcher: launcherOf(home, machine), written } };
}

/** Turns a decision into a plan. `afterwards` is null if the file is to be deleted. Throws `not-writable`. */
export async function planOf(
  { home, machine }: Workplace,
  agent: Agent,
  action: Plan["action"],
  file: ConfigFile,
  { entries, after, notes }: Decision,
  afterwards: string | null = after,
): Promise<Plan> {
  if (entries.length > 0) await assertWritable(file);
  const launcher = launcherOf(home, machine);
  const diff = {
    file: shownPath(machine, file.path),
    before: file.text,
    after: afterwards,
    key: agent.key,
    entries: entriesFor(agent, entries, launcher),
  };
  return {
    agent: agent.id,
    action,
    file: file.path,
    entries,
    before: file.hash,
    after: afterwards,
    diff: entries.length === 0 ? "" : shownDiff(diff),
    commands: entries.length === 0 ? [] : await commandsFor({ home, machine }, agent, action, entries),
    notes,
    undoes: null,
  };
}

/** The agent's own command lines for a change; empty if it has no such program or the PATH does not have it. */
async function commandsFor(
  { home, machine }: Workplace,
  { own }: Agent,
  action: Plan["action"],
  entries: readonly OwnEntry[],
): Promise<readonly (readonly string[])[]> {
  const program = own === null ? null : await findProgram(machine, own.program);
  if (own === null || program === null) return [];
  const launcher = launcherOf(home, machine);
  return entries.map(({ name, server }) => [
    program,
    ...(action === "add" ? own.add(bridgeLaunch(launcher, server, name)) : own.remove(name)),
  ]);
}
