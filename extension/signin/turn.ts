/** Lets one window act at a time: windows of one machine may wait for the same sign-in, whose code works only once. */

import { closeSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemErrorCode } from "@drawbridge/contracts/system-error";

/** A window that holds the turn longer (ms) than this was killed, because a task takes only milliseconds. */
const maxTurnMs = 20_000;
const pollMs = 50;

/** Runs `task` while no other window runs one with the same `file`. */
export async function inTurn<T>(file: string, task: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  while (!taken(file)) await new Promise((done) => setTimeout(done, pollMs));
  try {
    return await task();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file: string): boolean {
  try {
    closeSync(openSync(file, "wx", 0o600));
    return true;
  } catch (error) {
    if (systemErrorCode(error) !== "EEXIST") throw error;
  }
  const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - since > maxTurnMs) rmSync(file, { force: true });
  return false;
}
