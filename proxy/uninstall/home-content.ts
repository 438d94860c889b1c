/** What Drawbridge made in its home folder, and what others put there. */
import { lstat, readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readIfThere } from "@drawbridge/contracts/atomic-file";
import { readJournal } from "../agents/journal.ts";
import { isLauncher } from "../agents/launcher.ts";
import type { Home } from "../files/home.ts";

/** The names of one folder, by their maker. */
export interface Names {
  readonly own: readonly string[];
  readonly foreign: readonly string[];
}

export interface HomeContent {
  readonly folder: string;
  readonly exists: boolean;
  /** Whether something in the folder shows that it is a home. In any other folder nothing is removed. */
  readonly isHome: boolean;
  readonly files: Names;
  /** The files of the folder `bin`: the launcher, and the list of what it starts. */
  readonly launcher: Names;
}

/** The ending of a file that is being written (contracts/atomic-file.ts). */
const draft = String.raw`(\.[0-9a-f]{12}\.tmp)?`;

const ownNames: readonly RegExp[] = [
  /^key(\.\d+)?$/,
  new RegExp(`^(config|network|session|catalogue|audit-heads|agents|sender-key-[\\w-]{43})\\.json${draft}$`),
  /^broker\.log(\.1)?$/,
  /^broker\.sock(\.\d+)?$/,
  /^(broker\.sock\.(none|\d+-\d+)\.lock|broker\.starting|agents\.lock|sign-in\.turn)\.\d+(\.draft)?$/,
];
const ownLauncherNames: readonly RegExp[] = [new RegExp(`^(drawbridge(\\.cmd)?|installations\\.json)${draft}$`)];

/** Sorts the names of a home. Pure. */
export const homeNames = (names: readonly string[]): Names =>
  sorted(
    names.filter((name) => name !== "bin"),
    ownNames,
  );

/** Sorts the names of a home's folder `bin`. Pure. */
export const launcherNames = (names: readonly string[]): Names => sorted(names, ownLauncherNames);

function sorted(names: readonly string[], patterns: readonly RegExp[]): Names {
  const isOwn = (name: string) => patterns.some((pattern) => pattern.test(name));
  return { own: names.filter(isOwn), foreign: names.filter((name) => !isOwn(name)) };
}

/** Reads a home. A folder behind a link is never a home, because no broker uses one. */
export async function homeContent(home: Home): Promise<HomeContent> {
  const { folder } = home;
  const facts = await lstat(folder).catch(() => null);
  const files = homeNames(await namesIn(folder));
  const launcher = launcherNames(await namesIn(join(folder, "bin")));
  const isHome = facts?.isDirectory() === true && (await looksLikeHome(home));
  return { folder, exists: facts !== null, isHome, files, launcher };
}

async function looksLikeHome(home: Home): Promise<boolean> {
  const key = await textOf(home.keyFile);
  if (/^[\w-]{43}\s*$/.test(key)) return true;
  if (isLauncher(await textOf(join(home.folder, "bin", "drawbridge")))) return true;
  if (isLauncher(await textOf(join(home.folder, "bin", "drawbridge.cmd")))) return true;
  if ((await readIfThere(join(home.folder, "agents.json")).catch(() => null)) === null) return false;
  return readJournal(home).then(
    () => true,
    () => false,
  );
}

const textOf = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");
const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** Removes the launcher and its list. Throws the file system's error. */
export async function removeLauncher({ folder }: Home): Promise<void> {
  const bin = join(folder, "bin");
  for (const name of launcherNames(await namesIn(bin)).own) await rm(join(bin, name), { force: true });
  await removeIfEmpty(bin);
}

/**
 * Removes what Drawbridge made in a home, except the files in `keep`, and then the folder if it is empty. Returns what
 * stays. Throws the file system's error. The key goes first: without it, no bridge starts a broker again.
 */
export async function removeHome(home: Home, keep: readonly string[]): Promise<readonly string[]> {
  await rm(home.keyFile, { force: true });
  const { own } = homeNames(await namesIn(home.folder));
  for (const name of own) if (!keep.includes(name)) await rm(join(home.folder, name), { force: true });
  if (process.platform !== "win32") await removeSocket(home);
  await removeIfEmpty(join(home.folder, "bin"));
  await removeIfEmpty(home.folder);
  return namesIn(home.folder);
}

/** The socket of a broker that was killed, and its folder if that is not the home. Windows has no such file. */
async function removeSocket({ endpoint, folder }: Home): Promise<void> {
  await rm(endpoint, { force: true });
  if (dirname(endpoint) !== folder) await removeIfEmpty(dirname(endpoint));
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}
