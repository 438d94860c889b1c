/**
 * `npm test`: every suite, one mocha process each, one after the other (the machine may have two cores, and some
 * suites measure), then the closing line over all of them. `npm test -- unit e2e` runs the named suites alone, and
 * `npm test -- faults --repeat 5` five times in a row, each with another seed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { closingLine } from "../test/support/closing-line-reporter.ts";
import { chromium } from "../test/support/vscode/chromium.ts";
import { codeServer } from "../test/support/vscode/code-server.ts";
import { bundle } from "./build.ts";
import { tool } from "./tool.ts";

const root = new URL("..", import.meta.url).pathname;
const suites = ["unit", "contract", "servers", "e2e", "vscode", "faults", "engines"] as const;
/**
 * The workbench's suite lies among the end-to-end ones, and runs by itself: it needs a browser and half a minute more. The
 * contract tests of the reference servers run by themselves, so that both halves stay well below the limit of a suite.
 */
const filesOf: Readonly<Record<(typeof suites)[number], readonly string[]>> = {
  unit: ["test/unit/**/*.test.ts"],
  contract: ["test/contract/**/*.test.ts", "--ignore", "test/contract/{presto,spark,knowledge}/**"],
  servers: ["test/contract/{presto,spark,knowledge}/**/*.test.ts"],
  e2e: ["test/e2e/**/*.test.ts", "--ignore", "test/e2e/vscode/**"],
  vscode: ["test/e2e/vscode/**/*.test.ts"],
  faults: ["test/faults/**/*.test.ts"],
  engines: ["test/engines/**/*.test.ts"],
};
/** Ends mocha with this process; test/support/machine/end-with-run.ts then ends what its tests started. */
const endWithParent = new URL("../reference-servers/platform/end-with-parent.ts", import.meta.url).href;
/** A suite that takes longer is ended, and fails: a part that never starts must not use up CI's time. */
const maxSuiteMs = 15 * 60_000;
/** A suite whose tests are over ends within this time. One that does not has left something running, and fails. */
const maxExitMs = 30_000;
const checkIntervalMs = 1_000;
const Tally = z.object({ passes: z.number(), failures: z.number(), pending: z.number() });

const { values, positionals: suiteNames } = parseArgs({
  options: { repeat: { type: "string", default: "1" } },
  allowPositionals: true,
});
const rounds = Number(values.repeat);
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error("--repeat needs a number of at least 1.");
  process.exit(2);
}
const unknown = suiteNames.filter((name) => !suites.some((suite) => suite === name));
if (unknown.length > 0) {
  console.error(`Unknown suite ${unknown.join(", ")}. The suites are ${suites.join(", ")}.`);
  process.exit(2);
}

await bundle();
const folder = mkdtempSync(join(tmpdir(), "drawbridge-tests-"));
const total = { passes: 0, failures: 0, pending: 0 };
const wanted = suiteNames.length > 0 ? suites.filter((name) => suiteNames.includes(name)) : suites;
const leftOut =
  wanted.includes("vscode") && !(await workbenchIsThere())
    ? "vscode was LEFT OUT: there is no Chromium. Install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH."
    : "";
// Ctrl-C reaches mocha too, which finishes its test and cleans up. No further suite starts then.
let interrupted = false;
process.on("SIGINT", () => {
  interrupted = true;
});
const chosen = leftOut === "" ? wanted : wanted.filter((name) => name !== "vscode");
for (let seed = 1; seed <= rounds; seed += 1) {
  for (const suite of chosen) {
    if (interrupted) break;
    const tally = join(folder, `${suite}-${seed}`);
    const started = Date.now();
    console.log(`\n== ${suite}${rounds > 1 ? `, seed ${seed} of ${rounds}` : ""} ==`);
    const code = await mocha(suite, tally, folder, seed);
    const counted = readTally(tally);
    total.passes += counted.passes;
    // A suite that died, or that failed outside a test, counts as one failure.
    total.failures += counted.failures === 0 && code !== 0 ? 1 : counted.failures;
    total.pending += counted.pending;
    console.log(`${suite}: ${((Date.now() - started) / 1000).toFixed(0)} s${code === 0 ? "" : `, exit code ${code}`}`);
  }
}
rmSync(folder, { recursive: true, force: true });
if (leftOut !== "") console.log(`\n${leftOut}`);
console.log(`\n${closingLine(total.passes, total.failures, total.pending)}`);
process.exit(total.failures === 0 ? 0 : 1);

function mocha(suite: (typeof suites)[number], tally: string, home: string, seed: number): Promise<number> {
  const args = ["--import", endWithParent, tool("mocha"), "--recursive", "--extension", "ts", ...filesOf[suite]];
  // A test never sees the real home of the person who runs it; downloads stay in the shared cache.
  const env = {
    ...process.env,
    DRAWBRIDGE_TEST_TALLY: tally,
    DRAWBRIDGE_SEED: process.env.DRAWBRIDGE_SEED ?? String(seed),
    DRAWBRIDGE_CACHE: cacheFolder(),
    HOME: home,
    DRAWBRIDGE_HOME: join(home, "drawbridge-home"),
  };
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"], env });
    const timeout = setTimeout(() => {
      console.error(`${suite} takes longer than ${maxSuiteMs / 60_000} minutes: it is ended.`);
      // Mocha finishes the test it is at, and cleans up.
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), 90_000).unref();
    }, maxSuiteMs);
    let overAt: number | null = null;
    const over = setInterval(() => {
      if (!existsSync(tally)) return;
      overAt ??= Date.now();
      if (Date.now() - overAt < maxExitMs) return;
      console.error(
        `${suite} is over and does not end: a test left something running. It is ended, and fails. Run its files one by one to find the test.`,
      );
      child.kill("SIGKILL");
    }, checkIntervalMs);
    child.on("exit", (code) => {
      clearTimeout(timeout);
      clearInterval(over);
      done(code ?? 1);
    });
  });
}

/** Fetched here and not by the tests: they run in another home, where npm knows no settings. */
async function workbenchIsThere(): Promise<boolean> {
  if (chromium() === null) return false;
  await codeServer();
  return true;
}

function readTally(file: string): z.infer<typeof Tally> {
  try {
    return Tally.parse(JSON.parse(readFileSync(file, "utf8").trim()));
  } catch {
    return { passes: 0, failures: 0, pending: 0 };
  }
}

function cacheFolder(): string {
  const { DRAWBRIDGE_CACHE, XDG_CACHE_HOME, HOME = tmpdir() } = process.env;
  return DRAWBRIDGE_CACHE ?? join(XDG_CACHE_HOME ?? join(HOME, ".cache"), "drawbridge");
}
