/** A change to one agent's file, worked out and shown before anything is written. */

import { assertWritable, type ConfigFile, readConfigFile } from "./config-file.ts";
import { type Circumstances, type Decision, decideAddition, decideRemoval, entriesFor } from "./decide.ts";
import { configFileOf, findProgram, type Workplace } from "./find.ts";
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
  /** The file's digest that the plan is made for; null where there is no file. */
  readonly before: string | null;
  /** The file's text afterwards; null where it is to go. */
  readonly after: string | null;
  /** For people: nothing that others wrote is in it but the layout. */
  readonly diff: string;
  /** Command lines of the agent's own program that make the change; none = the file is edited. */
  readonly commands: readonly (readonly string[])[];
  readonly notes: readonly string[];
  /** The change that it takes back. */
  readonly undoes: Change | null;
}

/** Whether applying it would change a file or the journal. */
export const changesSomething = ({ entries, undoes }: Plan): boolean => entries.length > 0 || undoes !== null;

/** Connects an agent to those of the servers that it lacks. Throws AgentsError where its file cannot be changed safely. */
export async function planToAdd(workplace: Workplace, agent: Agent, servers: readonly string[]): Promise<Plan> {
  const { file, given } = await circumstancesOf(workplace, agent);
  const decision = inFile(file.path, () => decideAddition(agent, servers, given));
  return planOf(workplace, agent, "add", file, decision);
}

/** Takes out what Drawbridge wrote, for these servers or (null) for all. Throws as `planToAdd`. */
export async function planToRemove(
  workplace: Workplace,
  agent: Agent,
  servers: readonly string[] | null,
): Promise<Plan> {
  const { file, given } = await circumstancesOf(workplace, agent);
  const decision = inFile(file.path, () => decideRemoval(agent, servers, given));
  return planOf(workplace, agent, "remove", file, decision);
}

/** What a decision about an agent's file is made of; `path` where it is not the place that the table tells now. */
export async function circumstancesOf(
  { home, machine }: Workplace,
  agent: Agent,
  path?: string,
  journal?: Journal,
): Promise<{ file: ConfigFile; given: Circumstances }> {
  const file = await readConfigFile(path ?? (await configFileOf(agent, machine)));
  const written = writtenInto(journal ?? (await readJournal(home)), file.path);
  return { file, given: { text: file.text ?? "", launcher: launcherOf(home, machine), written } };
}

/** A decision as a plan. `afterwards` is null where the file is to go. Throws `not-writable`. */
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
  const shown = {
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
    diff: entries.length === 0 ? "" : shownDiff(shown),
    commands: entries.length === 0 ? [] : await commandsFor({ home, machine }, agent, action, entries),
    notes,
    undoes: null,
  };
}

/** The agent's own command lines for a change; none where it has no such program, or none is on the PATH. */
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
