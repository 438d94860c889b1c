/** Downloads of suites from package registries. They stay in the cache folder, and only one process fetches each. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export function cacheFolder(): string {
  const { DRAWBRIDGE_CACHE, XDG_CACHE_HOME } = process.env;
  return DRAWBRIDGE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drawbridge");
}

/** Makes sure that `place` exists: `write` fills a folder beside it, which is renamed to `place` when it is complete. */
export async function fetchedOnce(place: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  while (!existsSync(place)) {
    const lock = await takeLock(`${place}.lock`);
    if (lock === null) await sleep(500);
    else await lock.during(() => fetchInto(place, write));
  }
}

async function fetchInto(place: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(place)) return;
  const unfinished = `${place}.${process.pid}`;
  try {
    await write(unfinished);
    await rename(unfinished, place);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Null while another living process holds the lock. Removes a lock whose holder died. */
async function takeLock(file: string) {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  const taken = await link(own, file).then(
    () => true,
    () => false,
  );
  await rm(own);
  if (!taken) {
    const holder = Number(await readFile(file, "utf8").catch(() => "0"));
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    return null;
  }
  return {
    async during(work: () => Promise<void>): Promise<void> {
      try {
        await work();
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Prints what takes long, and how long it has taken so far. */
export async function withProgress(what: string, work: () => Promise<void>): Promise<void> {
  const started = Date.now();
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  process.stderr.write(`${what}\n`);
  const ticks = setInterval(() => process.stderr.write(`  … ${seconds()}\n`), 10_000);
  try {
    await work();
    process.stderr.write(`  done in ${seconds()}\n`);
  } finally {
    clearInterval(ticks);
  }
}

/** Runs a program to its end. Throws where it fails. */
export function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] })
      .on("error", failed)
      .on("exit", (code) => (code === 0 ? done() : failed(new Error(`${program} ended with ${code}.`))));
  });
}
