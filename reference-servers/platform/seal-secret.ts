/** The secret by which the registry seals what it decides: made once, and kept beside the data, never in the database. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The secret of this data folder, from a file that only its owner reads. Whoever removes it has every approval asked again. */
export async function sealSecretIn(dataFolder: string): Promise<string> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, "seal-secret");
  const made = randomBytes(32).toString("base64url");
  await writeFile(file, made, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return readFile(file, "utf8");
}
