/**
 * A lock file that a killed process cannot leave behind. No lock is ever broken: the file of a dead owner stays, and
 * the next process takes the file with the next number instead. So no process deletes a file that another may just have
 * taken, which is how two processes could come to hold one lock.
 */
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { systemErrorCode } from "./system-error.ts";

export type LockAttempt =
  | { readonly kind: "taken"; release(): void }
  /** `pid` is the process that holds the lock; null if it has just released it. */
  | { readonly kind: "held"; readonly pid: number | null };

/**
 * Tries to take the lock for this process. The lock is the files `path.1`, `path.2`, …; their folder must exist. A
 * holder that has the lock for more than `maxAgeMs` counts as dead, for work that is known to be short: its process id
 * may by now belong to another process.
 */
export function tryLock(path: string, maxAgeMs = Number.POSITIVE_INFINITY): LockAttempt {
  for (let number = 1; ; number += 1) {
    if (create(path, number)) {
      // The previous holder may have released the lock between two checks. Then the lower numbers are free, and another
      // process may take them.
      if (lowerNumbersAreDead(path, number, maxAgeMs)) return { kind: "taken", release: () => release(path, number) };
      rmSync(fileOf(path, number), { force: true });
      return { kind: "held", pid: null };
    }
    const owner = ownerOf(path, number, maxAgeMs);
    if (owner.kind !== "dead") return { kind: "held", pid: owner.pid };
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

function lowerNumbersAreDead(path: string, number: number, maxAgeMs: number): boolean {
  for (let each = 1; each < number; each += 1) if (ownerOf(path, each, maxAgeMs).kind !== "dead") return false;
  return true;
}

interface Owner {
  readonly kind: "alive" | "dead" | "none";
  readonly pid: number | null;
}

function ownerOf(path: string, number: number, maxAgeMs: number): Owner {
  try {
    const file = fileOf(path, number);
    const pid = Number(readFileSync(file, "utf8"));
    const dead = Date.now() - statSync(file).mtimeMs > maxAgeMs || !isAlive(pid);
    return { kind: dead ? "dead" : "alive", pid };
  } catch (error) {
    return { kind: systemErrorCode(error) === "ENOENT" ? "none" : "alive", pid: null };
  }
}

/** Whether a process with this id runs, under this account or under another (EPERM). */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) !== "ESRCH";
  }
}

const fileOf = (path: string, number: number): string => `${path}.${number}`;
