/** A change to one agent's file, worked out and shown before anything is written. */
import type { Agent, AgentId } from "./agent.ts";
import { type ConfigFile, hashOf, readConfigFile } from "./config-file.ts";
import { type Decision, decideAddition, decideRemoval, entriesFor } from "./decide.ts";
import { AgentsError, unsafeEdit } from "./errors.ts";
import { configFileOf, findProgram, type Workplace } from "./find.ts";
import { type Change, type Journal, lastBatch, type OwnEntry, readJournal, writtenInto } from "./journal.ts";
import { bridgeLaunch } from "./launch.ts";
import { launcherOf } from "./launcher.ts";
import { shownPath } from "./machine.ts";
import { shownDiff } from "./shown-diff.ts";
import { agentOf } from "./table.ts";

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
  const { file, given } = await circumstances(workplace, agent, await readJournal(workplace.home));
  return planOf(workplace, agent, "add", file, decideAddition(agent, servers, given));
}

/** Takes out what Drawbridge wrote, for these servers or (null) for all. Throws as `planToAdd`. */
export async function planToRemove(
  workplace: Workplace,
  agent: Agent,
  servers: readonly string[] | null,
): Promise<Plan> {
  const { file, given } = await circumstances(workplace, agent, await readJournal(workplace.home));
  return planOf(workplace, agent, "remove", file, decideRemoval(agent, servers, given));
}

/** One way back, or why there is none: the other files of that command can still be taken back. */
export type WayBack =
  | { readonly change: Change; readonly plan: Plan }
  | { readonly change: Change; readonly trouble: AgentsError };

/** The ways back from the last command's changes; none where there is nothing to take back. */
export async function planToUndo(workplace: Workplace): Promise<readonly WayBack[]> {
  const journal = await readJournal(workplace.home);
  return Promise.all(
    lastBatch(journal).map(async (change): Promise<WayBack> => {
      try {
        return { change, plan: await wayBackFrom(workplace, journal, change) };
      } catch (error) {
        if (!(error instanceof AgentsError)) throw error;
        return { change, trouble: error };
      }
    }),
  );
}

/** Byte for byte where nobody has touched the file since; else its own entries alone are taken back. */
async function wayBackFrom(workplace: Workplace, journal: Journal, change: Change): Promise<Plan> {
  const agent = agentOf(change.agent);
  if (agent === undefined)
    throw new AgentsError("journal", `${change.file} was changed for an agent that this version does not know.`);
  const { file, given } = await circumstances(workplace, agent, journal, change.file);
  const action = change.action === "add" ? "remove" : "add";
  if (file.hash === change.before) {
    const nothing = { entries: [], after: given.text, notes: [`${change.file} is already as it was before.`] };
    return { ...(await planOf(workplace, agent, action, file, nothing)), undoes: change };
  }
  if (file.hash === change.after) {
    const after = textBefore(file.text ?? "", change);
    const restored = { entries: change.entries, after: after ?? "", notes: [] };
    const plan = await planOf(workplace, agent, action, { ...file }, restored, after);
    return { ...plan, commands: [], undoes: change };
  }
  const servers = change.entries.map(({ server }) => server);
  const decide = action === "remove" ? decideRemoval : decideAddition;
  const decision = decide(agent, servers, given);
  const notes = [
    `${change.file} was changed since, so only Drawbridge's own entries are taken back.`,
    ...decision.notes,
  ];
  return { ...(await planOf(workplace, agent, action, file, { ...decision, notes })), undoes: change };
}

/** Null where there was no file. The digest tells that not a byte is wrong. */
function textBefore(text: string, { back, before, entries }: Change): string | null {
  if (back === null) return null;
  const restored = text.slice(0, back.at) + back.inserted + text.slice(back.at + back.removed);
  if (hashOf(restored) !== before) throw unsafeEdit(entries.map(({ name }) => name).join(", "));
  return restored;
}

async function circumstances({ home, machine }: Workplace, agent: Agent, journal: Journal, path?: string) {
  const file = await readConfigFile(path ?? (await configFileOf(agent, machine)));
  const launcher = launcherOf(home, machine);
  return { file, given: { text: file.text ?? "", launcher, written: writtenInto(journal, file.path) } };
}

async function planOf(
  { home, machine }: Workplace,
  agent: Agent,
  action: Plan["action"],
  file: ConfigFile,
  { entries, after, notes }: Decision,
  afterwards: string | null = after,
): Promise<Plan> {
  const launcher = launcherOf(home, machine);
  const own = agent.own === null || entries.length === 0 ? null : await findProgram(machine, agent.own.program);
  const commands = entries.map(({ name, server }) =>
    action === "add" ? agent.own?.add(bridgeLaunch(launcher, server, name)) : agent.own?.remove(name),
  );
  return {
    agent: agent.id,
    action,
    file: file.path,
    entries,
    before: file.hash,
    after: afterwards,
    diff:
      entries.length === 0
        ? ""
        : shownDiff({
            file: shownPath(machine, file.path),
            before: file.text,
            after: afterwards,
            key: agent.key,
            entries: entriesFor(agent, entries, launcher),
          }),
    commands: own === null ? [] : commands.map((args = []) => [own, ...args]),
    notes,
    undoes: null,
  };
}
