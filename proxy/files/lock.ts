/**
 * A lock file that a killed process cannot leave behind. No lock is ever broken: the file of a dead owner stays, and
 * the next process takes the file with the next number instead. So no process deletes a file that another may just have
 * taken, which is how two processes could come to hold one lock.
 */

import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "@drawbridge/contracts/system-error";

const pollIntervalMs = 20;

/**
 * Runs `work` while no other process and no other caller runs work under the same `path`. The lock is the files
 * `path.1`, `path.2`, …; its folder must exist. Returns null if the lock was not free within `timeoutMs`.
 */
export async function underLock<T>(
  path: string,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<{ readonly result: T } | null> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const number = take(path);
    if (number !== null) {
      try {
        return { result: await work() };
      } finally {
        release(path, number);
      }
    }
    if (Date.now() > deadline) return null;
    await sleep(pollIntervalMs);
  }
}

/** The number under which this process holds the lock; null if another process holds it. */
function take(path: string): number | null {
  for (let number = 1; ; number += 1) {
    if (create(path, number)) {
      // The previous holder may have released the lock between two checks. Then the lower numbers are free, and another
      // process may take them.
      if (lowerNumbersAreDead(path, number)) return number;
      rmSync(fileOf(path, number), { force: true });
      return null;
    }
    if (ownerOf(path, number) !== "dead") return null;
  }
}

/**
 * Releases the lowest number first. As long as a higher file exists, a process that takes a lower one sees that it is
 * not alone.
 */
function release(path: string, number: number): void {
  for (let each = 1; each <= number; each += 1) rmSync(fileOf(path, each), { force: true });
}

/** Creates the file and its content in one step, so that a lock file always names its owner. */
function create(path: string, number: number): boolean {
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, String(process.pid), { mode: 0o600 });
  try {
    linkSync(draft, fileOf(path, number));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function lowerNumbersAreDead(path: string, number: number): boolean {
  for (let each = 1; each < number; each += 1) if (ownerOf(path, each) !== "dead") return false;
  return true;
}

function ownerOf(path: string, number: number): "alive" | "dead" | "none" {
  try {
    process.kill(Number(readFileSync(fileOf(path, number), "utf8")), 0);
    return "alive";
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT") return "none";
    return code === "ESRCH" ? "dead" : "alive";
  }
}

const fileOf = (path: string, number: number): string => `${path}.${number}`;
