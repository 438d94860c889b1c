/** Lets one window act at a time: windows of one machine may wait for the same sign-in, whose code works only once. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { underLock } from "../../proxy/files/lock.ts";

/** A window that holds the turn longer (ms) than this was killed, because a task takes only milliseconds. */
const maxTurnMs = 20_000;

/** Runs `task` while no other window runs one with the same `file`. */
export async function inTurn<T>(file: string, task: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (;;) {
    const done = await underLock(file, maxTurnMs, task, maxTurnMs);
    if (done !== null) return done.result;
  }
}
