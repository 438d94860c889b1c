/**
 * `npm run picture -- NAME`: draws a README's pictures again from the running product. `first-query` is the root README's;
 * `vscode` are the extension's, and all its views in light and dark beside them in .cache/screenshots, to be looked at.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { tool } from "./tool.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const programs: Readonly<Record<string, readonly string[]>> = {
  "first-query": [`${root}scripts/pictures/first-query.ts`],
  // It drives the workbench with what its tests drive it with, and that lives as long as mocha does.
  vscode: [tool("mocha"), `${root}test/pictures/vscode.ts`],
};

const name = process.argv[2] ?? "";
const program = programs[name];
if (program === undefined) {
  console.error(`There is no picture "${name}". There are: ${Object.keys(programs).join(", ")}.`);
  process.exit(2);
}
process.exit(spawnSync(process.execPath, program, { cwd: root, stdio: "inherit" }).status ?? 1);
