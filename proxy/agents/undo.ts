/** Undoes the last command's changes. A file that has not changed since is restored byte for byte. */

import type { Workplace } from "./agent-discovery.ts";
import { agentOf } from "./agent-table.ts";
import { hashOf } from "./config-file.ts";
import { type Decision, decideAddition, decideRemoval } from "./decide.ts";
import { type Change, type Journal, lastBatch, readJournal } from "./journal.ts";
import { AgentsError, inFile, unsafeEdit } from "./model/errors.ts";
import { circumstancesOf, type Plan, planOf } from "./plan.ts";

/** A plan that undoes one change, or why there is none. The other files of that command can still be restored. */
export type WayBack =
  | { readonly kind: "plan"; readonly change: Change; readonly plan: Plan }
  | { readonly kind: "trouble"; readonly change: Change; readonly trouble: AgentsError };

/** Empty if there is nothing to undo. Throws `journal`. */
export async function planToUndo(workplace: Workplace): Promise<readonly WayBack[]> {
  const journal = await readJournal(workplace.home);
  return Promise.all(
    lastBatch(journal).map(async (change): Promise<WayBack> => {
      try {
        return { kind: "plan", change, plan: { ...(await wayBackFrom(workplace, journal, change)), undoes: change } };
      } catch (error) {
        if (!(error instanceof AgentsError)) throw error;
        return { kind: "trouble", change, trouble: error };
      }
    }),
  );
}

async function wayBackFrom(workplace: Workplace, journal: Journal, change: Change): Promise<Plan> {
  const agent = agentOf(change.agent);
  if (agent === undefined)
    throw new AgentsError("journal", `${change.file} was changed for an agent that this version does not know.`);
  const { file, circumstances } = await circumstancesOf(workplace, agent, change.file, journal);
  const action = change.action === "add" ? "remove" : "add";
  const plan = (decision: Decision, after: string | null = decision.after) =>
    planOf(workplace, agent, action, file, decision, after);
  if (file.hash === change.before)
    return plan({ entries: [], after: circumstances.text, notes: [`${change.file} is already as it was before.`] });
  if (file.hash === change.after) {
    const after = textBefore(circumstances.text, change);
    // We restore the file ourselves here, because the agent's own program would not write the same bytes.
    return { ...(await plan({ entries: change.entries, after: after ?? "", notes: [] }, after)), commands: [] };
  }
  const servers = change.entries.map(({ server }) => server);
  const decide = action === "remove" ? decideRemoval : decideAddition;
  const decision = inFile(file.path, () => decide(agent, servers, circumstances));
  const note = `${change.file} was changed since, so only Drawbridge's own entries are taken back.`;
  return plan({ ...decision, notes: [note, ...decision.notes] });
}

/** The text before the change; null if the file did not exist. The digest proves that every byte is right. */
export function textBefore(text: string, { back, before, entries }: Change): string | null {
  if (back === null) return null;
  const restored = text.slice(0, back.at) + back.inserted + text.slice(back.at + back.removed);
  if (hashOf(restored) !== before) throw unsafeEdit(entries.map(({ name }) => name).join(", "));
  return restored;
}
