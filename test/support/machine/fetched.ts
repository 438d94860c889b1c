/** Downloads of suites from package registries. They stay in the cache folder, and only one process fetches each. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { underLock } from "../../../proxy/files/lock.ts";

export function cacheFolder(): string {
  const { DRAWBRIDGE_CACHE, XDG_CACHE_HOME } = process.env;
  return DRAWBRIDGE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drawbridge");
}

/**
 * Makes sure that `place` exists: `write` fills a folder beside it, which is renamed to `place` when it is complete. One
 * process at a time writes; the others wait for it, and go on in its place where it fails or is killed.
 */
export async function fetchedOnce(place: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  while (!existsSync(place)) await underLock(`${place}.lock`, 60_000, () => fetchInto(place, write));
}

async function fetchInto(place: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(place)) return;
  await removeUnfinished(place);
  const unfinished = `${place}.${process.pid}`;
  try {
    await write(unfinished);
    await rename(unfinished, place);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what killed processes wrote: this process holds the lock, so none of it is being written. */
async function removeUnfinished(place: string): Promise<void> {
  const folder = dirname(place);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory() && entry.name.startsWith(`${basename(place)}.`) && /\.\d+$/.test(entry.name))
      await rm(join(folder, entry.name), { recursive: true, force: true });
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

/** Runs a program to its end, in `cwd` or in this process's folder. Throws where it fails. */
export function run(program: string, args: readonly string[], cwd?: string): Promise<void> {
  return new Promise((done, failed) => {
    spawn(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] })
      .on("error", failed)
      .on("exit", (code) => (code === 0 ? done() : failed(new Error(`${program} ended with ${code}.`))));
  });
}
