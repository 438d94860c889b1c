/**
 * code-server: VS Code's own workbench and extension host, used in a browser. It is fetched once from npm into the cache
 * folder. Its install scripts do not run, because nothing here needs what they build (a faster logger, Kerberos).
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";

const version = "4.139.1";
const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/** The path of its entry script. Fetches code-server where it is missing: about 600 MB on disk, half a minute. */
export async function codeServer(): Promise<string> {
  const place = join(cacheFolder(), `code-server-${version}`);
  await fetchedOnce(place, (unfinished) =>
    withProgress(`Fetching code-server ${version} (600 MB on disk, once, about half a minute)`, () =>
      install(unfinished),
    ),
  );
  return join(place, "node_modules", "code-server", "out", "node", "entry.js");
}

async function install(folder: string): Promise<void> {
  const server = join(folder, "node_modules", "code-server", "lib", "vscode");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }\n');
  await run("npm", ["install", `code-server@${version}`, ...quiet], folder);
  await run("npm", ["install", "--omit=dev", ...quiet], server);
  await run("npm", ["install", "--omit=dev", ...quiet], join(server, "extensions"));
}
