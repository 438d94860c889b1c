/**
 * The real parts of the release before the first migration with a way down, out of git's history, so that they run beside
 * this checkout's. Their packages of npm are this checkout's.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../machine/source-files.ts";

const run = promisify(execFile);

/** The last commit of that release. */
export const olderCommit = "abe26cb843f2117232ad8165e998b50fd0b72f08";

export interface OlderRelease {
  /** Its folder, laid out as this repository. */
  readonly folder: string;
  dispose(): Promise<void>;
}

/** Null where this clone does not have the commit, because it was made with a limited depth. */
export async function olderRelease(): Promise<OlderRelease | null> {
  const isThere = await run("git", ["cat-file", "-e", `${olderCommit}^{commit}`], { cwd: repository }).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-older-"));
  const archive = join(folder, "older.tar");
  await run("git", ["archive", "-o", archive, olderCommit, "reference-servers", "proxy", "package.json"], {
    cwd: repository,
  });
  await run("tar", ["xf", archive, "-C", folder]);
  await linkPackages(folder);
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** Its own packages from its own folders, all others from this checkout. */
async function linkPackages(folder: string): Promise<void> {
  const [ours, theirs] = [join(repository, "node_modules"), join(folder, "node_modules")];
  await mkdir(join(theirs, "@drawbridge"), { recursive: true });
  for (const name of await readdir(ours))
    if (name !== "@drawbridge") await symlink(join(ours, name), join(theirs, name));
  const parts = ["contracts", "hosted", "framework", "registry", "identity", "edge"];
  for (const name of parts) await symlink(join(folder, "reference-servers", name), join(theirs, "@drawbridge", name));
}
