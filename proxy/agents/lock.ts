/** One writer at a time among this user's Drawbridges: the terminal and every editor window share files and journal. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Home } from "../home.ts";
import { AgentsError } from "./errors.ts";

const pollInterval = 20;

/** Runs `work` while nobody else does. Throws `journal` where another one has not ended after `patience` ms. */
export async function exclusively<T>(home: Home, work: () => Promise<T>, patience = 60_000): Promise<T> {
  const lock = join(home.folder, "agents.lock");
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + patience;
  while (!(await taken(lock))) {
    if (Date.now() > deadline)
      throw new AgentsError(
        "journal",
        `Another Drawbridge is changing agents' files. Try again; if none runs, remove ${lock}.`,
      );
    await new Promise((done) => setTimeout(done, pollInterval));
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** The lock holds its owner's process id, so that one who was killed does not block the next. */
async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const owner = await readFile(lock, "utf8").catch(() => "");
  if (owner !== "" && !isAlive(Number(owner))) await rm(lock, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
