/**
 * What Drawbridge wrote into agents' files: which entries are its own, and how to take the last changes back byte for
 * byte. Of a file it keeps two digests and the stretch that a change replaced, never the rest. 0600, in the home.
 */
import { join } from "node:path";
import { z } from "zod";
import { readIfThere, writeAtomically } from "../files/atomic-file.ts";
import type { Home } from "../files/home.ts";
import { AgentsError } from "./model/errors.ts";
import type { Written } from "./standing.ts";

const OwnEntry = z.object({ name: z.string(), server: z.string() });
export type OwnEntry = z.infer<typeof OwnEntry>;

const Change = z.object({
  /** The changes of one command share it. */
  batch: z.string(),
  agent: z.string(),
  file: z.string(),
  action: z.enum(["add", "remove"]),
  entries: z.array(OwnEntry),
  /** Digests of the file; null where there was none. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Turns the text after the change into the one before; null where there was no file before. */
  back: z.object({ at: z.number(), removed: z.number(), inserted: z.string() }).nullable(),
  madeFolder: z.string().nullable(),
});
export type Change = z.infer<typeof Change>;

export const Journal = z.object({
  drawbridge: z.literal(1),
  written: z.array(OwnEntry.extend({ file: z.string() })),
  changes: z.array(Change),
});
export type Journal = z.infer<typeof Journal>;

/** Changes that can be taken back; older ones are forgotten, what they wrote is not. */
const maxChanges = 200;

const fileOf = (home: Home): string => join(home.folder, "agents.json");

/** Throws `journal` where it is damaged: without it nobody knows what is Drawbridge's. */
export async function readJournal(home: Home): Promise<Journal> {
  const file = fileOf(home);
  try {
    const text = await readIfThere(file);
    return text === null ? { drawbridge: 1, written: [], changes: [] } : Journal.parse(JSON.parse(text));
  } catch (cause) {
    throw new AgentsError(
      "journal",
      `${file}, which says what Drawbridge wrote into your agents' files, cannot be read. Remove it to start anew: entries that are there stay, and become yours.`,
      { cause },
    );
  }
}

export const writeJournal = (home: Home, journal: Journal): Promise<void> =>
  writeAtomically(fileOf(home), `${JSON.stringify(journal, null, 2)}\n`);

/** What Drawbridge wrote into one file. */
export const writtenInto = (journal: Journal, file: string): Written =>
  new Map(journal.written.filter((entry) => entry.file === file).map(({ name, server }) => [name, server]));

/** With one more change, and what that makes Drawbridge's own or not. */
export const recorded = (journal: Journal, change: Change): Journal => ({
  ...journal,
  written: ownedAfter(journal, change.file, change.action, change.entries),
  changes: [...journal.changes, change].slice(-maxChanges),
});

/** Without a change that was taken back by (un)writing `entries`; none = by leaving the file as it was. */
export const takenBack = (journal: Journal, change: Change, entries: readonly OwnEntry[]): Journal => ({
  ...journal,
  written:
    change.action === "add"
      ? ownedAfter(journal, change.file, "remove", change.entries)
      : ownedAfter(journal, change.file, "add", entries.length === 0 ? change.entries : entries),
  changes: journal.changes.filter((other) => !(other.batch === change.batch && other.file === change.file)),
});

/** The changes of the last command, the newest first. */
export function lastBatch({ changes }: Journal): readonly Change[] {
  const last = changes.at(-1)?.batch;
  return changes.filter(({ batch }) => batch === last).reverse();
}

function ownedAfter({ written }: Journal, file: string, action: Change["action"], entries: readonly OwnEntry[]) {
  const names = new Set(entries.map(({ name }) => name));
  const others = written.filter((entry) => entry.file !== file || !names.has(entry.name));
  return action === "remove" ? others : [...others, ...entries.map((entry) => ({ ...entry, file }))];
}

/** The one stretch in which `before` differs from `after`, as what turns `after` back. */
export function backFrom(after: string, before: string): NonNullable<Change["back"]> {
  const shorter = Math.min(after.length, before.length);
  let start = 0;
  while (start < shorter && after[start] === before[start]) start += 1;
  let end = 0;
  while (end < shorter - start && after[after.length - 1 - end] === before[before.length - 1 - end]) end += 1;
  return { at: start, removed: after.length - end - start, inserted: before.slice(start, before.length - end) };
}
