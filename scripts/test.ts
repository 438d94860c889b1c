/**
 * `npm test`: every suite (suites.ts), one after the other but for those that run beside another, then the closing line over
 * all of them. The machine may have two cores, and some suites measure. `npm test -- unit e2e` runs the named suites alone,
 * and `npm test -- faults --repeat 5` five times in a row, each with another seed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closingLine } from "../test/support/closing-line-reporter.ts";
import { chromium } from "../test/support/vscode/chromium.ts";
import { codeServer } from "../test/support/vscode/code-server.ts";
import { bundle } from "./build.ts";
import { roundsOf, type Suite, suites } from "./suites.ts";
import { runSuite } from "./test-suite.ts";
import { emptyTally, failureList, sumOf } from "./test-tally.ts";

const { values, positionals: suiteNames } = parseArgs({
  options: { repeat: { type: "string", default: "1" } },
  allowPositionals: true,
});
const rounds = Number(values.repeat);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error("--repeat needs a number of at least 1.");
  process.exit(2);
}
const unknown = suiteNames.filter((wanted) => !suites.some(({ name }) => name === wanted));
if (unknown.length > 0) {
  console.error(`Unknown suite ${unknown.join(", ")}. The suites are ${suites.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

await bundle();
const folder = mkdtempSync(join(tmpdir(), "drawbridge-tests-"));
let total = emptyTally;
const wanted = suiteNames.length > 0 ? suites.filter(({ name }) => suiteNames.includes(name)) : suites;
const leftOut =
  wanted.some(({ name }) => name === "vscode") && !(await workbenchIsThere())
    ? "vscode was LEFT OUT: there is no Chromium. Install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH."
    : "";
// Ctrl-C reaches mocha too, which finishes its test and cleans up. No further suite starts then.
let interrupted = false;
process.on("SIGINT", () => {
  interrupted = true;
});
const chosen = leftOut === "" ? wanted : wanted.filter(({ name }) => name !== "vscode");
for (let seed = 1; seed <= rounds; seed += 1) {
  for (const [first, ...beside] of roundsOf(chosen)) {
    if (first === undefined) continue;
    await Promise.all([runInTurn([first], seed, false), runInTurn(beside, seed, true)]);
  }
}
rmSync(folder, { recursive: true, force: true });
if (leftOut !== "") console.log(`\n${leftOut}`);
// Once more at the end: the output of a whole run is long, and CI keeps the end of it.
if (total.failed.length > 0) console.log(`\n${failureList(total.failed)}`);
console.log(`\n${closingLine(total.passes, total.failures, total.pending)}`);
process.exit(total.failures === 0 ? 0 : 1);

/** Runs the suites one after another, and adds their counts to the total. `atEnd`: each prints only once it has ended. */
async function runInTurn(inTurn: readonly Suite[], seed: number, atEnd: boolean): Promise<void> {
  for (const suite of inTurn) {
    if (interrupted) return;
    const started = Date.now();
    const title = `\n== ${suite.name}${rounds > 1 ? `, seed ${seed} of ${rounds}` : ""} ==`;
    if (!atEnd) console.log(title);
    const { tally, output } = await runSuite(suite, { folder, seed, atEnd });
    total = sumOf(total, tally);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    const counts = `${suite.name}: ${seconds} s, ${closingLine(tally.passes, tally.failures, tally.pending)}`;
    console.log(`${atEnd ? title : ""}\n${output}${counts}`);
  }
}

/** Fetched here and not by the tests: they run in another home, where npm knows no settings. */
async function workbenchIsThere(): Promise<boolean> {
  if (chromium() === null) return false;
  await codeServer();
  return true;
}
