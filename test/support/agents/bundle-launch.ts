/** Which files of a bundle are loaded when an agent launches its bridge. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Launch {
  /** Files of the bundle. */
  readonly files: ReadonlySet<string>;
  /** Every module outside the bundle that these files import. */
  readonly outside: ReadonlySet<string>;
  readonly bytes: number;
}

/** What a file imports while it is loaded, and what it may import later. */
function importsOf(text: string): { now: string[]; later: string[] } {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, path = ""]) => path);
  return { now: all(/(?:from|import)\s*"([^"]+)"/g), later: all(/import\(\s*"([^"]+)"\s*\)/g) };
}

/** Reads the bundle in `folder`. Throws where cli.js does not load the bridge by itself. */
export function launchIn(folder: string): Launch {
  const files = new Set<string>();
  const outside = new Set<string>();
  let bytes = 0;
  const load = (name: string): string[] => {
    files.add(name);
    const text = readFileSync(join(folder, name), "utf8");
    bytes += Buffer.byteLength(text);
    const { now, later } = importsOf(text);
    for (const path of now) {
      const file = path.replace(/^\.\//, "");
      if (!path.startsWith("./")) outside.add(path);
      else if (!files.has(file)) load(file);
    }
    return later;
  };
  const later = load("cli.js");
  const bridge = later.find((path) => path.includes("bridge"));
  if (bridge === undefined) throw new Error(`cli.js loads no bridge by itself: ${later.join(", ")}`);
  load(bridge.replace(/^\.\//, ""));
  return { files, outside, bytes };
}
