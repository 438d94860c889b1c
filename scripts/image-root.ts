/**
 * The root folder of an image that is built on nothing (`FROM scratch`): programs of this machine, each with the shared
 * libraries that it loads, and the few files that every program expects.
 */
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { chmod, copyFile, cp, mkdir, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The user that every container runs as: it owns nothing on the machine, and Kubernetes can check that it is not root. */
export const imageUser = 65_532;

/** Debian's package ca-certificates. Programs trust it in addition to the authorities of their settings. */
const authorities = "/etc/ssl/certs/ca-certificates.crt";

/** Writes what every image has: the user's name, a folder for temporary files, the public certificate authorities. */
export async function writeCommonFiles(root: string): Promise<void> {
  await mkdir(join(root, "etc"), { recursive: true });
  await writeFile(
    join(root, "etc", "passwd"),
    `root:x:0:0::/:/bin/false\ndrawbridge:x:${imageUser}:${imageUser}::/tmp:/bin/false\n`,
  );
  await writeFile(join(root, "etc", "group"), `root:x:0:\ndrawbridge:x:${imageUser}:\n`);
  await writeFile(join(root, "etc", "nsswitch.conf"), "hosts: files dns\n");
  await mkdir(join(root, "tmp"));
  await chmod(join(root, "tmp"), 0o1777);
  await copyInto(root, authorities);
}

/** Copies a file of this machine to the same path below `root`, or to `as` there. */
export async function copyInto(root: string, file: string, as = file): Promise<void> {
  const place = join(root, as);
  await mkdir(dirname(place), { recursive: true });
  await copyFile(await realpath(file), place);
}

/**
 * Copies the shared libraries that these files load, at the paths where they were found. Libraries inside `within` are
 * left out, because the whole folder is copied. Throws where a library is missing on this machine.
 */
export async function copyLibraries(root: string, files: readonly string[], within: string): Promise<void> {
  const own = new Set(globSync("**/*.so*", { cwd: within }).map((file) => basename(file)));
  const needed = new Set((await Promise.all(files.map((file) => librariesOf(file, own)))).flat());
  for (const library of needed) if (!library.startsWith(within)) await copyInto(root, library);
}

/**
 * By the dynamic linker itself: `name => /path (address)`, or `/path (address)` for the linker. A library of the folder's
 * `own` that is not found is one that the program has loaded by then.
 */
async function librariesOf(file: string, own: ReadonlySet<string>): Promise<readonly string[]> {
  const { stdout } = await run("ldd", [file]);
  const missing = [...stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name = ""]) => name);
  const absent = missing.find((name) => !own.has(name));
  if (absent !== undefined) throw new Error(`${file} needs the library ${absent}, which this machine does not have.`);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, library = ""]) => library);
}

/** Copies a folder with its symlinks. */
export const copyFolder = (from: string, to: string): Promise<void> =>
  cp(from, to, { recursive: true, verbatimSymlinks: true });
