/**
 * Makes the changes of a plan: it writes the journal first and then the file, by the agent's own program or by an edit.
 */
import { execFile } from "node:child_process";
import type { Workplace } from "./agent-discovery.ts";
import { agentOf } from "./agent-table.ts";
import { hashOf, readConfigFile, removeEmptyFolders, replaceConfigFile } from "./config-file.ts";
import { entriesFor } from "./decide.ts";
import { entriesOf, withEntries, withoutEntries } from "./edit.ts";
import { backFrom, type Change, readJournal, recorded, takenBack, writeJournal } from "./journal.ts";
import { launcherOf } from "./launcher.ts";
import { exclusively } from "./lock.ts";
import type { Agent } from "./model/agent.ts";
import { AgentsError, changedMeanwhile } from "./model/errors.ts";
import type { Plan } from "./plan.ts";

/** How long (ms) an agent's own program may take. Some of them start a whole runtime first. */
const programTimeoutMs = 30_000;

export type Outcome =
  | { readonly kind: "done"; readonly plan: Plan; readonly by: "edit" | "program" }
  | { readonly kind: "trouble"; readonly plan: Plan; readonly trouble: AgentsError };

/**
 * Applies plans, each by itself: a problem with one does not stop the others. `planToUndo` takes them back together, by
 * the name `batch`. Throws only an error that is not an AgentsError.
 */
export async function applyPlans(
  workplace: Workplace,
  plans: readonly Plan[],
  batch: string,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const plan of plans) {
    try {
      const by = await exclusively(workplace.home, () => apply(workplace, plan, batch));
      outcomes.push({ kind: "done", plan, by });
    } catch (error) {
      if (!(error instanceof AgentsError)) throw error;
      outcomes.push({ kind: "trouble", plan, trouble: error });
    }
  }
  return outcomes;
}

async function apply(workplace: Workplace, plan: Plan, batch: string): Promise<"edit" | "program"> {
  const agent = agentOf(plan.agent);
  const file = await readConfigFile(plan.file);
  if (agent === undefined || file.hash !== plan.before) throw changedMeanwhile(plan.file);
  const journal = await readJournal(workplace.home);
  if (plan.undoes !== null) {
    const by = plan.entries.length === 0 ? "edit" : (await carryOut(workplace, agent, plan)).by;
    await writeJournal(workplace.home, takenBack(journal, plan.undoes, plan.entries));
    if (plan.after === null) await removeEmptyFolders(file.target, plan.undoes.madeFolder);
    return by;
  }
  const change = (text: string | null, madeFolder: string | null): Change => ({
    batch,
    agent: plan.agent,
    file: plan.file,
    action: plan.action,
    entries: [...plan.entries],
    before: file.hash,
    after: text === null ? null : hashOf(text),
    back: file.text === null ? null : backFrom(text ?? "", file.text),
    madeFolder,
  });
  // The journal comes first. Otherwise a crash could leave an entry of which no one knows that Drawbridge wrote it.
  await writeJournal(workplace.home, recorded(journal, change(plan.after, null)));
  try {
    const { by, text, createdFolder } = await carryOut(workplace, agent, plan);
    await writeJournal(workplace.home, recorded(journal, change(text, createdFolder)));
    return by;
  } catch (error) {
    // A program may have made a part of the change, so the journal must keep it. A failed edit has changed nothing.
    if (plan.commands.length === 0) await writeJournal(workplace.home, journal);
    throw error;
  }
}

interface Done {
  readonly by: "edit" | "program";
  readonly text: string | null;
  readonly createdFolder: string | null;
}

async function carryOut({ home, machine }: Workplace, agent: Agent, plan: Plan): Promise<Done> {
  const file = await readConfigFile(plan.file);
  if (plan.commands.length === 0)
    return {
      by: "edit",
      text: plan.after,
      createdFolder: await replaceConfigFile({ ...file, hash: plan.before }, plan.after),
    };
  for (const command of plan.commands) await runProgram(command, machine.homeFolder);
  // The file shows what the program did. What the program left undone is done here, by an edit.
  const now = await readConfigFile(plan.file);
  const entries = entriesOf(now.text ?? "", agent);
  const remaining = plan.entries.filter(({ name }) => Object.hasOwn(entries, name) !== (plan.action === "add"));
  if (remaining.length === 0) return { by: "program", text: now.text, createdFolder: null };
  const text =
    plan.action === "add"
      ? withEntries(now.text ?? "", agent, entriesFor(agent, remaining, launcherOf(home, machine)))
      : withoutEntries(
          now.text ?? "",
          agent,
          remaining.map(({ name }) => name),
        );
  return { by: "edit", text, createdFolder: await replaceConfigFile(now, text) };
}

/** Resolves when the program has ended, with success or not. Its output is not read, because it may quote the file. */
function runProgram([program = "", ...args]: readonly string[], folder: string): Promise<void> {
  return new Promise((done) => {
    const child = execFile(program, args, { cwd: folder, timeout: programTimeoutMs, windowsHide: true }, () => done());
    child.stdin?.end();
  });
}
