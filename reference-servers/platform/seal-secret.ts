/**
 * The secret with which the registry seals what it decides. It is made once and stored beside the data, never in the
 * database.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { writeOnce } from "@drawbridge/contracts/atomic-file";

/**
 * The secret of this data folder, from a file that only its owner can read. If the file is removed, every approval must
 * be asked for again.
 */
export function sealSecretIn(dataFolder: string): Promise<string> {
  return writeOnce(join(dataFolder, "seal-secret"), randomBytes(32).toString("base64url"));
}
