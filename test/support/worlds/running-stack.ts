/** The product as a user runs it: `npm run stack` as a process, in a temporary home, on a free port. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "../machine/source-files.ts";
import { freePort } from "../network/listening.ts";

export interface RunningStack {
  readonly registryUrl: string;
  readonly home: string;
  readonly process: ChildProcess;
  /** Everything it printed, stdout and stderr in the order of arrival. */
  readonly output: () => string;
  /** Milliseconds from spawn to the ready line. */
  readonly startMs: number;
  /** Ends it as Ctrl-C does, or as a terminal that closes (SIGHUP), and resolves with its exit code. */
  stop(signal?: "SIGINT" | "SIGHUP"): Promise<number | null>;
}

export interface StackOptions {
  /** "stack" signs no user in; "start" runs the demo too. */
  readonly task?: "stack" | "start";
  readonly args?: readonly string[];
  readonly home?: string;
  readonly port?: number;
  readonly variables?: NodeJS.ProcessEnv;
  /** What the output must contain before the stack counts as started; by default the ready line. */
  readonly until?: RegExp;
}

/** Ends a start that hangs. How long a start may take (60 s) is what e2e/stack/start.test.ts asserts, on a quiet machine. */
const timeoutMs = 110_000;

const Manifest = z.object({ scripts: z.record(z.string(), z.string()) });

/** What `npm run <task>` gives to Node: its options, the program and the task. npm itself would be one process more. */
function scriptOf(task: string): readonly string[] {
  const { scripts } = Manifest.parse(JSON.parse(readFileSync(join(repository, "package.json"), "utf8")));
  const [node, ...args] = scripts[task]?.split(" ") ?? [];
  if (node !== "node") throw new Error(`package.json has no script ${task} that begins with node.`);
  return args;
}

/** Starts a stack that no other suite uses. Where it does not come up, ends it and throws its output. */
export async function runStack(options: StackOptions = {}): Promise<RunningStack> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), "drawbridge-home-"));
  const port = options.port ?? (await freePort());
  const registryUrl = `http://127.0.0.1:${port}`;
  const began = Date.now();
  const child = spawn(process.execPath, [...scriptOf(options.task ?? "stack"), ...(options.args ?? [])], {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: { ...process.env, ...options.variables, DRAWBRIDGE_HOME: home, DRAWBRIDGE_PORT: String(port), HOME: home },
  });
  let output = "";
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  const stop = async (signal: "SIGINT" | "SIGHUP" = "SIGINT"): Promise<number | null> => {
    // Signals the whole process group, as a terminal does.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
    return await ended;
  };
  const ready = options.until ?? new RegExp(`^Drawbridge is ready: ${registryUrl}$`, "m");
  await new Promise<void>((done, failed) => {
    const timeout = setTimeout(() => failed(new Error(`Not ready in ${timeoutMs} ms. It said:\n${output}`)), timeoutMs);
    const take = (chunk: Buffer): void => {
      output += chunk;
      if (ready.test(output)) {
        clearTimeout(timeout);
        done();
      }
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("exit", (code) => {
      clearTimeout(timeout);
      failed(new Error(`It ended with ${code}. It said:\n${output}`));
    });
  }).catch(async (error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return { registryUrl, home, process: child, output: () => output, startMs: Date.now() - began, stop };
}
