/** Counts what could not be read in a source, by kind, with one example of each, so that the list stays short. */

import { visibleLine } from "../reading/visible-text.ts";
import type { Problem } from "../store/sources.ts";

export interface Problems {
  add(what: string, file: string): void;
  list(): readonly Problem[];
}

const maxExampleChars = 200;

export function problems(): Problems {
  const kinds = new Map<string, { files: number; readonly example: string }>();
  return {
    add(what, file) {
      const existing = kinds.get(what);
      if (existing === undefined) kinds.set(what, { files: 1, example: visibleLine(file).slice(0, maxExampleChars) });
      else existing.files += 1;
    },
    list: () => [...kinds].map(([what, { files, example }]) => ({ what, files, example })),
  };
}
