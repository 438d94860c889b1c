/** Plans that take back everything that Drawbridge wrote into agents' files. */

import { configFileOf, type Workplace } from "../agents/agent-discovery.ts";
import { agentOf, agents } from "../agents/agent-table.ts";
import { hashOf } from "../agents/config-file.ts";
import { decideRemoval } from "../agents/decide.ts";
import { entriesOf } from "../agents/edit.ts";
import { type Change, type Journal, readJournal } from "../agents/journal.ts";
import type { Agent } from "../agents/model/agent.ts";
import { AgentsError, inFile } from "../agents/model/errors.ts";
import { circumstancesOf, type Plan, planOf } from "../agents/plan.ts";
import { textBefore } from "../agents/undo.ts";

/** The removal of one file's entries. */
export interface AgentRemoval {
  readonly plan: Plan;
  /** The outermost folder that was created for the file; null if none was. */
  readonly madeFolder: string | null;
}

export interface AgentRemovals {
  readonly removals: readonly AgentRemoval[];
  /** Files that cannot be changed, by their agent's name. */
  readonly troubles: readonly { readonly agent: string; readonly message: string }[];
  /** What stays in agents' files, one sentence each. */
  readonly notes: readonly string[];
}

/** Looks only at files into which Drawbridge wrote, and at entries of the user that start the launcher. */
export async function agentRemovals(workplace: Workplace): Promise<AgentRemovals> {
  const removals: AgentRemoval[] = [];
  const troubles: { agent: string; message: string }[] = [];
  const notes: string[] = [];
  const places = await Promise.all(
    agents.map(async (agent) => ({ agent, file: await configFileOf(agent, workplace.machine) })),
  );
  const journal = await readJournal(workplace.home).catch((error: unknown) => {
    if (!(error instanceof AgentsError)) throw error;
    troubles.push({ agent: "Agents", message: error.message });
    return null;
  });
  if (journal === null) return { removals, troubles, notes };
  const written = new Set(journal.written.map(({ file }) => file));
  for (const file of written) {
    const changes = journal.changes.filter((change) => change.file === file);
    // The environment may have named another place when the entry was written, so the journal comes second.
    const agent = places.find((place) => place.file === file)?.agent ?? agentOf(changes.at(-1)?.agent ?? "");
    if (agent === undefined) {
      troubles.push({ agent: "Agents", message: `${file} belongs to an agent that this version does not know.` });
      continue;
    }
    try {
      const plan = await removalFrom(workplace, journal, agent, file, changes);
      if (plan.entries.length > 0) removals.push({ plan, madeFolder: changes[0]?.madeFolder ?? null });
      notes.push(...plan.notes.map((note) => `${agent.name}: ${note}`));
    } catch (error) {
      if (!(error instanceof AgentsError)) throw error;
      troubles.push({ agent: agent.name, message: error.message });
    }
  }
  for (const { agent, file } of places.filter((place) => !written.has(place.file)))
    notes.push(...(await notesOn(workplace, journal, agent, file)));
  return { removals, troubles, notes };
}

/** A file that only Drawbridge has changed becomes what it was before, byte for byte. Else only the entries go. */
async function removalFrom(
  workplace: Workplace,
  journal: Journal,
  agent: Agent,
  path: string,
  changes: readonly Change[],
): Promise<Plan> {
  const { file, circumstances } = await circumstancesOf(workplace, agent, path, journal);
  const decision = inFile(path, () => decideRemoval(agent, null, circumstances));
  if (decision.entries.length === 0 || file.text === null) return planOf(workplace, agent, "remove", file, decision);
  const first = textBeforeAll(file.text, changes);
  const left = first === undefined ? [] : Object.keys(entriesOf(first ?? "", agent));
  if (first === undefined || decision.entries.some(({ name }) => left.includes(name)))
    return planOf(workplace, agent, "remove", file, decision);
  // The agent's own program would not write the same bytes.
  return { ...(await planOf(workplace, agent, "remove", file, decision, first)), commands: [] };
}

/**
 * The text before all of a file's changes, which are in order; null if the file did not exist. Undefined if another
 * program has changed the file since the first of them. Pure.
 */
export function textBeforeAll(text: string, changes: readonly Change[]): string | null | undefined {
  let current: string | null = text;
  for (const change of changes.toReversed()) {
    if ((current === null ? null : hashOf(current)) !== change.after) return undefined;
    current = textBefore(current ?? "", change);
  }
  return changes.length === 0 ? undefined : current;
}

/** A file that cannot be read has nothing of Drawbridge in it, so that is no problem here. */
async function notesOn(workplace: Workplace, journal: Journal, agent: Agent, file: string): Promise<readonly string[]> {
  try {
    const { circumstances } = await circumstancesOf(workplace, agent, file, journal);
    return decideRemoval(agent, null, circumstances).notes.map((note) => `${agent.name}: ${note}`);
  } catch (error) {
    if (error instanceof AgentsError) return [];
    throw error;
  }
}
