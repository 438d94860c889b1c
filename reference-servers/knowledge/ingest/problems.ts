/** What could not be read of a source, counted by kind, with one example each: a list that stays short. */

import { visibleLine } from "../reading/visible.ts";
import type { Problem } from "../store/sources.ts";

export interface Problems {
  add(what: string, file: string): void;
  list(): readonly Problem[];
}

const longestExample = 200;

export function problems(): Problems {
  const found = new Map<string, { files: number; readonly example: string }>();
  return {
    add(what, file) {
      const before = found.get(what);
      if (before === undefined) found.set(what, { files: 1, example: visibleLine(file).slice(0, longestExample) });
      else before.files += 1;
    },
    list: () => [...found].map(([what, { files, example }]) => ({ what, files, example })),
  };
}
