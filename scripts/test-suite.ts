/**
 * Runs one suite of tests, in as many mocha processes as it may have at the same time, and counts its tests. The first
 * prints as it goes; what another prints follows as one piece, so that lines do not mix.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesOf, type Suite, sharesOf } from "./suites.ts";
import { emptyTally, sumOf, Tally, tallyOfProcess } from "./test-tally.ts";
import { tool } from "./tool.ts";

export interface SuiteRun {
  /** A folder for what the run needs to remember; it is also the home that the tests see. */
  readonly folder: string;
  /** Tests that choose by chance choose the same for the same seed. */
  readonly seed: number;
  /** Whether everything that it prints comes as one piece at its end, because another suite runs beside it. */
  readonly atEnd: boolean;
}

const root = new URL("..", import.meta.url).pathname;
/** Ends mocha with this process; test/support/machine/end-with-run.ts then ends what its tests started. */
const endWithParent = new URL("../reference-servers/platform/end-with-parent.ts", import.meta.url).href;
/** A suite that takes longer is ended, and fails: a part that never starts must not use up CI's time. */
const maxSuiteMs = 20 * 60_000;
/** A suite whose tests are over ends within this time. One that does not has left something running, and fails. */
const maxExitMs = 30_000;
const checkIntervalMs = 1_000;

export interface SuiteEnd {
  readonly tally: Tally;
  /** What its processes printed and this process has not. */
  readonly output: string;
}

/** Runs the suite, and counts the tests and the failures of all its processes. */
export async function runSuite(suite: Suite, run: SuiteRun): Promise<SuiteEnd> {
  const shares = sharesOf(filesOf(suite, root), suite);
  const ends = await Promise.all(shares.map((share, at) => runMocha(suite.name, share, at, run)));
  const tallies = ends.map(({ ended, tally }) => tallyOfProcess(readTally(tally), ended));
  const total = tallies.reduce(sumOf, emptyTally);
  const failed = total.failed.map((each) => ({ ...each, title: `${suite.name}: ${each.title}` }));
  const lines = ends.map(({ ended, output }) =>
    ended === null ? output : `${output}\n${suite.name}: a process of it failed: ${ended}.\n`,
  );
  return { tally: { ...total, failed }, output: lines.join("") };
}

interface Ended {
  /** Why the process failed; null where it ended with exit code 0. */
  readonly ended: string | null;
  /** The file with the counts of this process. */
  readonly tally: string;
  /** What it printed, unless it printed by itself. */
  readonly output: string;
}

function runMocha(
  name: string,
  files: readonly string[],
  share: number,
  { folder, seed, atEnd }: SuiteRun,
): Promise<Ended> {
  const tally = join(folder, `${name}-${seed}-${share}`);
  // A test never sees the real home of the person who runs it; downloads stay in the shared cache.
  const env = {
    ...process.env,
    DRAWBRIDGE_TEST_TALLY: tally,
    DRAWBRIDGE_SEED: process.env.DRAWBRIDGE_SEED ?? String(seed),
    DRAWBRIDGE_CACHE: cacheFolder(),
    HOME: folder,
    DRAWBRIDGE_HOME: join(folder, "drawbridge-home"),
  };
  const output = share === 0 && !atEnd ? "inherit" : "pipe";
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--import", endWithParent, tool("mocha"), ...files], {
      cwd: root,
      stdio: ["ignore", output, output, "ipc"],
      env,
    });
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => printed.push(part));
    let limit: string | null = null;
    const timeout = setTimeout(() => {
      limit = `it took longer than ${maxSuiteMs / 60_000} minutes and was ended`;
      // Mocha finishes the test it is at, and cleans up.
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), 90_000).unref();
    }, maxSuiteMs);
    let overAt: number | null = null;
    const over = setInterval(() => {
      if (!existsSync(tally)) return;
      overAt ??= Date.now();
      if (Date.now() - overAt < maxExitMs) return;
      limit = "its tests were over and it did not end, because a test left something running. Run its files one by one";
      child.kill("SIGKILL");
    }, checkIntervalMs);
    child.on("close", (code, signal) => {
      clearTimeout(timeout);
      clearInterval(over);
      const ended = code === 0 ? null : (limit ?? `it ended with ${signal ?? `exit code ${code}`}`);
      done({ ended, tally, output: Buffer.concat(printed).toString() });
    });
  });
}

/** Null where the process ended before it had run its tests. */
function readTally(file: string): Tally | null {
  return existsSync(file) ? Tally.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}

function cacheFolder(): string {
  const { DRAWBRIDGE_CACHE, XDG_CACHE_HOME, HOME = tmpdir() } = process.env;
  return DRAWBRIDGE_CACHE ?? join(XDG_CACHE_HOME ?? join(HOME, ".cache"), "drawbridge");
}
