/** A few rows of the table that a call changes, in words, for the pages on which a person decides. Pure. */

import { formatRows } from "./format.ts";
import type { Surface } from "./surface.ts";
import type { TableSample } from "./table-sample.ts";

export interface SampleText<Text> {
  /** The columns, then the rows; empty where no rows are shown. */
  readonly columns: readonly Text[];
  readonly rows: readonly (readonly Text[])[];
  /** Whose rows they are and what is left out, a sentence each. */
  readonly notes: readonly Text[];
}

export function sampleText<Text>(sample: TableSample, surface: Surface<Text>): SampleText<Text> {
  const { say, words, number } = surface;
  const { object, columns, rows, hidden, moreColumns, why } = sample;
  const table = words(object);
  if (why !== null) return { columns: [], rows: [], notes: [say("No rows of {0} are shown. {1}", table, words(why))] };
  if (rows.length === 0) return { columns: [], rows: [], notes: [say("{0} has no rows now.", table)] };
  const [first, ...others] = hidden.map((name) => words(name));
  const names = first === undefined ? null : others.reduce((text, each) => say("{0}, {1}", text, each), first);
  return {
    columns: columns.map((name) => words(name)),
    rows: rows.map((row) => row.map((cell) => (cell === null ? say("NULL") : words(cell)))),
    notes: [
      say("{0} of {1} as they are now. Only you see them.", formatRows(rows.length, surface), table),
      ...(names === null ? [] : [say("Not read, because their names say that they hold secrets: {0}.", names)]),
      ...(moreColumns === 0 ? [] : [say("{0} more columns are left out.", number(moreColumns))]),
    ],
  };
}
