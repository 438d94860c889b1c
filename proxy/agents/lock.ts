/**
 * Allows one writer at a time among this user's Drawbridges, because the terminal and every editor window share files
 * and journal.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "../files/home.ts";
import { underLock } from "../files/lock.ts";
import { AgentsError } from "./model/errors.ts";

/**
 * Runs `work` while no other Drawbridge runs work under this lock. Throws `journal` if another one still holds it after
 * `timeoutMs`.
 */
export async function exclusively<T>(home: Home, work: () => Promise<T>, timeoutMs = 60_000): Promise<T> {
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  const lock = join(home.folder, "agents.lock");
  const done = await underLock(lock, timeoutMs, work);
  if (done !== null) return done.result;
  throw new AgentsError(
    "journal",
    `Another Drawbridge is changing agents' files. Try again; if none runs, remove ${lock}.1 and those beside it.`,
  );
}
