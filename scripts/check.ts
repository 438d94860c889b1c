/** `npm run check`: types, lint, format, and our own rules of words, and of waits and provoked faults in tests. Exit code 1 where one of them fails. */
import { spawn } from "node:child_process";
import { checkFaultSql } from "./fault-sql-check.ts";
import { tool } from "./tool.ts";
import { checkWaits } from "./waits-check.ts";
import { checkWords } from "./words-check.ts";

const started = Date.now();
// The scripts of the extension's pages have a project of their own: they run in a browser, and have its types.
const tools = [
  run("tsc", ["--noEmit"]),
  run("tsc", ["--noEmit", "-p", "extension/pages"]),
  run("biome", ["check", "--error-on-warnings", "."]),
];
const rules = [checkWords, checkWaits, checkFaultSql].map((check) => check(console.error));
const ok = (await Promise.all(tools)).every((code) => code === 0) && rules.every(Boolean);
console.log(`${ok ? "All checks passed" : "A check failed"} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
process.exit(ok ? 0 : 1);

function run(name: string, args: string[]): Promise<number> {
  return new Promise((done) => {
    spawn(process.execPath, [tool(name), ...args], { stdio: "inherit" }).on("exit", (code) => done(code ?? 1));
  });
}
