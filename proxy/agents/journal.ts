/**
 * What Drawbridge wrote into agents' files: which entries are its own, and how to undo the last changes byte for byte.
 * Of each file it keeps two digests and the part that a change replaced, never the rest. The journal is a file of mode
 * 0600 in the home.
 */
import { join } from "node:path";
import { readIfThere, writeAtomically } from "@drawbridge/contracts/atomic-file";
import { z } from "zod";
import type { Home } from "../files/home.ts";
import type { Written } from "./connections.ts";
import { AgentsError } from "./model/errors.ts";

const OwnEntry = z.object({ name: z.string(), server: z.string() });
export type OwnEntry = z.infer<typeof OwnEntry>;

const Change = z.object({
  /** The name that all changes of one command share. */
  batch: z.string(),
  agent: z.string(),
  file: z.string(),
  action: z.enum(["add", "remove"]),
  entries: z.array(OwnEntry),
  /** Digests of the file; null if it did not exist. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Turns the text after the change into the text before; null if the file did not exist before. */
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

/** How many changes can be undone. Older changes are forgotten, but not which entries they wrote. */
const maxChanges = 200;

const fileOf = (home: Home): string => join(home.folder, "agents.json");

/** Throws `journal` if it is damaged, because without it no one knows which entries are Drawbridge's. */
export async function readJournal(home: Home): Promise<Journal> {
  const file = fileOf(home);
  try {
    const text = await readIfThere(file);
    return text === null ? { drawbridge: 1, written: [], changes: [] } : Journal.parse(JSON.parse(text));
  } catch (cause) {
    throw new AgentsError(
      "journal",
      `${file}, which says what Drawbridge wrote into your agents' files, cannot be read. Remove it to start again: entries that are there stay, and become yours.`,
      { cause },
    );
  }
}

export const writeJournal = (home: Home, journal: Journal): Promise<void> =>
  writeAtomically(fileOf(home), `${JSON.stringify(journal, null, 2)}\n`);

/** What Drawbridge wrote into one file. */
export const writtenInto = (journal: Journal, file: string): Written =>
  new Map(journal.written.filter((entry) => entry.file === file).map(({ name, server }) => [name, server]));

/** The journal with one more change, and with the entries that Drawbridge now owns. */
export const recorded = (journal: Journal, change: Change): Journal => ({
  ...journal,
  written: ownedAfter(journal, change.file, change.action, change.entries),
  changes: [...journal.changes, change].slice(-maxChanges),
});

/**
 * The journal without a change that was undone by adding or removing `entries`. An empty list means that the undo left
 * the file as it was.
 */
export const takenBack = (journal: Journal, change: Change, entries: readonly OwnEntry[]): Journal => ({
  ...journal,
  written:
    change.action === "add"
      ? ownedAfter(journal, change.file, "remove", change.entries)
      : ownedAfter(journal, change.file, "add", entries.length === 0 ? change.entries : entries),
  changes: journal.changes.filter((other) => !(other.batch === change.batch && other.file === change.file)),
});

/** The changes of the last command, newest first. */
export function lastBatch({ changes }: Journal): readonly Change[] {
  const last = changes.at(-1)?.batch;
  return changes.filter(({ batch }) => batch === last).reverse();
}

function ownedAfter({ written }: Journal, file: string, action: Change["action"], entries: readonly OwnEntry[]) {
  const names = new Set(entries.map(({ name }) => name));
  const others = written.filter((entry) => entry.file !== file || !names.has(entry.name));
  return action === "remove" ? others : [...others, ...entries.map((entry) => ({ ...entry, file }))];
}

/** The one part in which `before` differs from `after`, as the replacement that turns `after` into `before`. */
export function backFrom(after: string, before: string): NonNullable<Change["back"]> {
  const shorter = Math.min(after.length, before.length);
  let start = 0;
  while (start < shorter && after[start] === before[start]) start += 1;
  let end = 0;
  while (end < shorter - start && after[after.length - 1 - end] === before[before.length - 1 - end]) end += 1;
  return { at: start, removed: after.length - end - start, inserted: before.slice(start, before.length - end) };
}
