/** Starts the coordinator of Presto or Trino as one process on loopback, and ends it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

export interface Coordinator {
  readonly url: string;
  /** Ends the process and removes its folder. Safe to repeat. */
  stop(): Promise<void>;
}

export interface Program {
  readonly name: "Presto" | "Trino";
  /** The header with the user's name. */
  readonly userHeader: string;
  readonly java: string;
  readonly arguments: readonly string[];
  /** The files in etc/, by name, with their lines. */
  files(folder: string, port: number): Readonly<Record<string, readonly string[]>>;
}

/** Milliseconds; it takes 20 s on two idle cores. */
export const startTimeoutMs = 180_000;

/** Starts the program on a free port, and waits until it answers a query. Throws an Error with the end of its log. */
export async function startCoordinator(program: Program): Promise<Coordinator> {
  const folder = await mkdtemp(join(tmpdir(), `drawbridge-${program.name.toLowerCase()}-`));
  const port = await freePort();
  for (const [name, lines] of Object.entries(program.files(folder, port))) {
    const file = join(folder, "etc", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${lines.join("\n")}\n`);
  }
  const log = join(folder, "log");
  const output = await open(log, "w");
  const child = spawn(program.java, program.arguments, { cwd: folder, stdio: ["ignore", output.fd, output.fd] });
  await output.close();
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);

  let stopping: Promise<void> | undefined;
  const coordinator: Coordinator = {
    url: `http://127.0.0.1:${port}`,
    stop() {
      stopping ??= end(child).then(() => {
        process.removeListener("exit", killWithUs);
        return rm(folder, { recursive: true, force: true });
      });
      return stopping;
    },
  };
  try {
    await ready(coordinator.url, program, child);
    return coordinator;
  } catch (cause) {
    const logTail = (await readFile(log, "utf8")).split("\n").slice(-30).join("\n");
    await coordinator.stop();
    throw new Error(`${program.name} did not start. The end of its log:\n${logTail}`, { cause });
  }
}

const Answer = z.object({
  nextUri: z.string().optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z.object({ errorName: z.string(), message: z.string().optional() }).optional(),
});

/** Runs one statement as ada, outside of the product. Throws an Error with the engine's message. */
export async function runStatement(
  url: string,
  { userHeader }: Pick<Program, "userHeader">,
  sql: string,
): Promise<readonly (readonly unknown[])[]> {
  const headers = { [userHeader]: "ada" };
  let answer = Answer.parse(await (await fetch(`${url}/v1/statement`, { method: "POST", body: sql, headers })).json());
  const rows = [...(answer.data ?? [])];
  while (answer.nextUri !== undefined) {
    answer = Answer.parse(await (await fetch(answer.nextUri, { headers })).json());
    rows.push(...(answer.data ?? []));
  }
  if (answer.error !== undefined) throw new Error(`${answer.error.errorName}: ${answer.error.message}`);
  return rows;
}

/** Waits for a query that reads a table, because `"starting": false` comes seconds before there is a worker. */
async function ready(url: string, program: Program, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  const answers = async (): Promise<boolean> =>
    (await runStatement(url, program, "SELECT count(*) FROM tpch.tiny.region").catch(() => [])).length === 1;
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    if (Date.now() > deadline) throw new Error(`It did not answer within ${startTimeoutMs / 1000} s.`);
    await sleep(250);
  }
}

/** Kills the engine: SIGTERM takes a few seconds, and there is nothing to save in a temporary folder and in memory. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return address.port;
}
