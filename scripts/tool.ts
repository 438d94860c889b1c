/** Where the command-line tools of the packages are that the scripts run. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

const packages: Record<string, string> = {
  tsc: "typescript",
  biome: "@biomejs/biome",
  mocha: "mocha",
  vsce: "@vscode/vsce",
};
const Manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/**
 * Finds the script file of an installed command-line tool, so that it runs with this Node and not with the first one on
 * PATH.
 */
export function tool(name: string): string {
  const owner = packages[name] ?? name;
  const manifest = createRequire(import.meta.url).resolve(`${owner}/package.json`);
  const { bin } = Manifest.parse(JSON.parse(readFileSync(manifest, "utf8")));
  const file = typeof bin === "string" ? bin : bin[name];
  if (file === undefined) throw new Error(`The package ${owner} has no command ${name}.`);
  return join(dirname(manifest), file);
}
