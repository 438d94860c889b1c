/** Allows one stack at a time in one home, because the data folder holds one Postgres and one warehouse. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { tryLock } from "@drawbridge/contracts/file-lock";

/** Takes the data folder, or throws a message that names the process that has it. Call the returned function when done. */
export async function takeDataFolder(dataFolder: string): Promise<() => Promise<void>> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const attempt = tryLock(join(dataFolder, "stack.pid"));
  if (attempt.kind === "taken") return async () => attempt.release();
  const holder = attempt.pid === null ? "" : ` (process ${attempt.pid})`;
  throw new Error(
    `A Drawbridge stack already runs from this home${holder}. Stop it first, or set DRAWBRIDGE_HOME and DRAWBRIDGE_PORT for a second one.`,
  );
}
