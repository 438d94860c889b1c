/**
 * code-server: VS Code's own workbench and extension host, used in a browser. It is fetched once from npm into the cache
 * folder. Its install scripts do not run, because nothing here needs what they build (a faster logger, Kerberos).
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const version = "4.139.1";
const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** The path of its entry script. Fetches code-server where it is missing: about 600 MB on disk, half a minute. */
export async function codeServer(): Promise<string> {
  const place = join(cacheFolder(), `code-server-${version}`);
  const entry = join(place, "node_modules", "code-server", "out", "node", "entry.js");
  if (existsSync(entry)) return entry;
  await mkdir(cacheFolder(), { recursive: true });
  await fetchInto(place);
  return entry;
}

/** Fetches into a folder beside `place` and renames it, so that no broken download is taken for a complete one. */
async function fetchInto(place: string): Promise<void> {
  const unfinished = `${place}.${process.pid}`;
  const server = join(unfinished, "node_modules", "code-server", "lib", "vscode");
  process.stderr.write(`Fetching code-server ${version} (600 MB on disk, once, about half a minute)\n`);
  try {
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, "package.json"), '{ "private": true }\n');
    await npm(unfinished, ["install", `code-server@${version}`]);
    await npm(server, ["install", "--omit=dev"]);
    await npm(join(server, "extensions"), ["install", "--omit=dev"]);
    // Another run may have put the folder there first.
    await rename(unfinished, place).catch(() => {});
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function npm(folder: string, args: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn("npm", [...args, ...quiet], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", failed);
    child.once("exit", (code) => (code === 0 ? done() : failed(new Error(`npm ${args[0]} ended with ${code}.`))));
  });
}

function cacheFolder(): string {
  const { DRAWBRIDGE_CACHE, XDG_CACHE_HOME } = process.env;
  return DRAWBRIDGE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drawbridge");
}
