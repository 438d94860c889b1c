/**
 * The door of every npm script: makes a bare machine able to run the project, then runs the task.
 * Plain JavaScript without dependencies, because it must run on Node 20 before anything is installed.
 *   1. installs the packages where they are missing or the lock file changed,
 *   2. fetches Node 24 into a cache folder where the machine's Node cannot run TypeScript,
 *   3. builds the bundles (the proxy, the SQL judge, the engine process), then runs scripts/<task>.ts.
 * package.json starts `start` and `stack` with options of V8 that save about 80 MB, which a demo on a laptop does not need:
 * little room for young garbage (--max-semi-space-size, MB), and no code that is large to be fast (--optimize-for-size).
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cachedNode, cacheFolder, fetchNode, npm, pinFor } from "./fetch-node.mjs";
import { runUnder } from "./run-under.mjs";

// Its output is closed, as in `npm run stack 2>&1 | head -1`: they are dropped, and the work goes on.
process.stderr.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tasks = ["start", "stack", "dev", "test", "check", "bench", "package", "images", "picture", "editor", "engines"];
/** The first Node that runs .ts files by itself. */
const oldestNode = [22, 18];

const [task = "", ...rest] = process.argv.slice(2);
if (!tasks.includes(task))
  fail(`Unknown task "${task}". Use one of: ${tasks.map((name) => `npm run ${name}`).join(", ")}.`, 2);

await installPackages();
if (runsTypeScript(process.versions.node)) {
  const script = join(root, "scripts", `${task}.ts`);
  process.argv = [process.argv[0], script, ...rest];
  await import(pathToFileURL(script).href);
} else {
  process.chdir(root);
  runUnder(await fetchedNode(), join(root, "scripts", `${task}.ts`), rest, process.execArgv);
}

/** `npm ci` once per lock file; what was installed last is remembered beside the packages. */
async function installPackages() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const marker = join(root, "node_modules", ".drawbridge-lock");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  await withProgress("Installing packages (once, about half a minute)", () =>
    npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], root),
  );
  writeFileSync(marker, wanted);
}

/** A Node that runs TypeScript, fetched into a cache folder where it is not there yet. The path of its program. */
async function fetchedNode() {
  try {
    const pin = pinFor();
    const cache = cacheFolder(homedir());
    const there = await cachedNode(cache, pin);
    if (there !== null) return there;
    return await withProgress(
      `Fetching Node ${pin.version} (this one is ${process.versions.node}; it goes to a cache folder, nothing else changes)`,
      () => fetchNode(cache, pin),
    );
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

/** Says what is being waited for, a dot every two seconds, and how long it took. */
async function withProgress(what, work) {
  process.stderr.write(`${what} `);
  const started = Date.now();
  const dots = setInterval(() => process.stderr.write("."), 2000);
  try {
    const outcome = await work();
    process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
    return outcome;
  } catch (error) {
    process.stderr.write("\n");
    fail(error instanceof Error ? error.message : String(error));
  } finally {
    clearInterval(dots);
  }
}

function runsTypeScript(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

function fail(message, code = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
