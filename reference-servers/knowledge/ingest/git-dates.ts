/** When each file of a Git checkout was last changed, as its history tells. Git only reads, and runs nothing of the checkout's. */
import { spawn } from "node:child_process";

/** Commits looked at; files not touched by them are dated as files are. */
const mostCommits = 20_000;
const mostBytes = 64_000_000;
const patienceMs = 60_000;

/** Settings of a checkout that would make Git run programs, or ask the network or a person. */
const arguments_ = (folder: string): string[] => [
  ...["-C", folder, "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"],
  ...["--no-pager", "log", `--max-count=${mostCommits}`, "-z", "--format=%x01%ct", "--name-only", "--no-renames"],
  ...["--no-ext-diff", "--no-textconv", "--relative", "--", "."],
];
const environment = {
  PATH: process.env.PATH ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
};

/** Dates by path below `folder`; null where it is no checkout that Git would read. */
export async function gitDates(folder: string, signal: AbortSignal): Promise<ReadonlyMap<string, Date> | null> {
  const git = spawn("git", arguments_(folder), {
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  });
  const ended = new Promise<number | null>((done) => {
    git.once("error", () => done(null));
    git.once("close", done);
  });
  const chunks: Buffer[] = [];
  let length = 0;
  git.stdout.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > mostBytes) git.kill();
    else chunks.push(chunk);
  });
  return (await ended) === 0 ? readGitLog(Buffer.concat(chunks).toString()) : null;
}

/** What `git log -z --format=%x01%ct --name-only` prints, the latest commit first: the first date of a path counts. */
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
