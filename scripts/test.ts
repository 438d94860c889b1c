/**
 * `npm test`: every suite, one after the other (the machine may have two cores, and some suites measure), then the closing
 * line over all of them. `npm test -- unit e2e` runs the named suites alone, and `npm test -- faults --repeat 5` five times
 * in a row, each with another seed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closingLine } from "../test/support/closing-line-reporter.ts";
import { chromium } from "../test/support/vscode/chromium.ts";
import { codeServer } from "../test/support/vscode/code-server.ts";
import { bundle } from "./build.ts";
import { runSuite, type Suite } from "./test-suite.ts";
import { emptyTally, failureList, sumOf } from "./test-tally.ts";

/**
 * The workbench's suite lies among the end-to-end ones, and runs by itself: it needs a browser and half a minute more. The
 * contract tests of the reference servers run by themselves, so that both halves stay well below the limit of a suite.
 */
const suites: readonly Suite[] = [
  { name: "unit", files: "test/unit/**/*.test.ts", processes: 2 },
  {
    name: "contract",
    files: "test/contract/**/*.test.ts",
    except: "test/contract/{presto,spark,knowledge}/**/*.test.ts",
    processes: 2,
  },
  { name: "servers", files: "test/contract/{presto,spark,knowledge}/**/*.test.ts", processes: 2 },
  { name: "e2e", files: "test/e2e/**/*.test.ts", except: "test/e2e/vscode/**/*.test.ts", processes: 1 },
  { name: "vscode", files: "test/e2e/vscode/**/*.test.ts", processes: 1 },
  { name: "faults", files: "test/faults/**/*.test.ts", processes: 1 },
  { name: "engines", files: "test/engines/**/*.test.ts", except: "test/engines/identity/**/*.test.ts", processes: 1 },
  { name: "identity", files: "test/engines/identity/**/*.test.ts", processes: 1 },
  { name: "containers", files: "test/containers/**/*.test.ts", processes: 1 },
];

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
  for (const suite of chosen) {
    if (interrupted) break;
    const started = Date.now();
    console.log(`\n== ${suite.name}${rounds > 1 ? `, seed ${seed} of ${rounds}` : ""} ==`);
    const counted = await runSuite(suite, { folder, seed });
    total = sumOf(total, counted);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(`${suite.name}: ${seconds} s, ${closingLine(counted.passes, counted.failures, counted.pending)}`);
  }
}
rmSync(folder, { recursive: true, force: true });
if (leftOut !== "") console.log(`\n${leftOut}`);
// Once more at the end: the output of a whole run is long, and CI keeps the end of it.
if (total.failed.length > 0) console.log(`\n${failureList(total.failed)}`);
console.log(`\n${closingLine(total.passes, total.failures, total.pending)}`);
process.exit(total.failures === 0 ? 0 : 1);

/** Fetched here and not by the tests: they run in another home, where npm knows no settings. */
async function workbenchIsThere(): Promise<boolean> {
  if (chromium() === null) return false;
  await codeServer();
  return true;
}
