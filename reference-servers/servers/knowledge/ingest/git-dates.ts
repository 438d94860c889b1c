/**
 * Reads from the history of a Git checkout when each file was last changed. Git only reads; it runs no program that the
 * checkout names.
 */
import { spawn } from "node:child_process";

/** Maximum commits that are read. A file that none of them changed gets the date of the file system. */
const maxCommits = 20_000;
const maxLogBytes = 64_000_000;
const timeoutMs = 60_000;

/**
 * Arguments that turn off the settings with which a checkout could make Git run programs, use the network or ask a
 * person.
 */
const arguments_ = (folder: string): string[] => [
  ...["-C", folder, "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"],
  ...["--no-pager", "log", `--max-count=${maxCommits}`, "-z", "--format=%x01%ct", "--name-only", "--no-renames"],
  ...["--no-ext-diff", "--no-textconv", "--relative", "--", "."],
];
const environment = {
  PATH: process.env.PATH ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

/** Dates by path below `folder`; null if it is no checkout that Git can read. */
export async function gitDates(folder: string, signal: AbortSignal): Promise<ReadonlyMap<string, Date> | null> {
  const git = spawn("git", arguments_(folder), {
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  const exitCode = new Promise<number | null>((done) => {
    git.once("error", () => done(null));
    git.once("close", done);
  });
  const chunks: Buffer[] = [];
  let length = 0;
  git.stdout.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxLogBytes) git.kill();
    else chunks.push(chunk);
  });
  return (await exitCode) === 0 ? readGitLog(Buffer.concat(chunks).toString()) : null;
}

/**
 * Reads the output of `git log -z --format=%x01%ct --name-only`. The latest commit comes first, so the first date of a
 * path counts.
 */
export function readGitLog(log: string): ReadonlyMap<string, Date> {
  const dates = new Map<string, Date>();
  for (const commit of log.split("\u0001").slice(1)) {
    const [seconds = "", ...paths] = commit.split("\0");
    const date = new Date(Number.parseInt(seconds, 10) * 1000);
    if (Number.isNaN(date.getTime())) continue;
    for (const path of paths.map((each) => each.replace(/^\n/, ""))) {
      if (path !== "" && !dates.has(path)) dates.set(path, date);
    }
  }
  return dates;
}
