/** Allows one stack at a time in one home, because the data folder holds one Postgres and one warehouse. */

import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorCode } from "@drawbridge/contracts/system-error";

/** Takes the data folder, or throws a message that names the process that has it. Call the returned function when done. */
export async function takeDataFolder(dataFolder: string): Promise<() => Promise<void>> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, "stack.pid");
  for (;;) {
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(`${process.pid}\n`);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (systemErrorCode(error) !== "EEXIST") throw error;
      const holder = Number.parseInt(await readFile(file, "utf8").catch(() => ""), 10);
      if (isAlive(holder)) {
        throw new Error(
          `A Drawbridge stack already runs from this home (process ${holder}). Stop it first, or set DRAWBRIDGE_HOME and DRAWBRIDGE_PORT for a second one.`,
        );
      }
      // The stack that held it was killed and could not clean up.
      await rm(file, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === "EPERM";
  }
}
