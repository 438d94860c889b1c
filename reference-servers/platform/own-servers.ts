/**
 * Servers of the user's own, which the user starts beside the stack: the stack writes what each needs into a file for
 * `node --env-file`. The file has only what is derived for that server, and is gone when the stack ends.
 */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { edgeProof, partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";

/** The environment of the server `name`: what every server on the framework reads at its start. */
export const ownServerEnvironment = (
  name: string,
  at: { readonly registryUrl: string; readonly rootSecret: string },
): Readonly<Record<string, string>> => ({
  PORT: "0", // Any free one: the server announces where it listens.
  DRAWBRIDGE_REGISTRY_URL: at.registryUrl,
  [partSecretVariables.registryCredential]: registryCredential(at.rootSecret, name),
  [partSecretVariables.edgeProof]: edgeProof(at.rootSecret, name),
});

/** Writes the file, which only its owner may read. `remove` deletes it. */
export async function writeOwnServerEnvironment(
  folder: string,
  name: string,
  at: Parameters<typeof ownServerEnvironment>[1],
): Promise<{ readonly file: string; remove(): Promise<void> }> {
  const file = join(folder, `${name}.env`);
  const lines = Object.entries(ownServerEnvironment(name, at)).map(([variable, value]) => `${variable}=${value}\n`);
  await rm(file, { force: true }); // One of a stack that was killed may have other permissions.
  await writeFile(file, lines.join(""), { mode: 0o600, flag: "wx" });
  return { file, remove: () => rm(file, { force: true }) };
}
