/**
 * A real Presto coordinator and worker in one process, on loopback, with the tpch and memory catalogs and its own access
 * rules: ada may do everything, finn and ines may read tpch, no other user reaches a catalog.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { isFetched, prestoDistribution } from "./presto-distribution.ts";

export interface TestPresto {
  readonly url: string;
  /** What the engine itself reports about its finished and running queries. */
  queries(): Promise<readonly EngineQuery[]>;
  /** Ends the process and removes its folder. Safe to repeat. */
  stop(): Promise<void>;
}

export interface EngineQuery {
  readonly id: string;
  readonly state: string;
  readonly user: string;
  readonly source: string | undefined;
  readonly tags: readonly string[];
  readonly sql: string;
  readonly error: string | undefined;
}

const rules = {
  catalogs: [
    { user: "ada", catalog: "(memory|tpch|system)", allow: "all" },
    { user: "finn|ines", catalog: "tpch", allow: "read-only" },
    { user: "finn|ines", catalog: "memory", allow: "none" },
  ],
};

/** Milliseconds; it takes 20 s on two idle cores. */
const timeoutMs = 180_000;

let shared: Promise<TestPresto> | undefined;

/**
 * The engine of this test run: started when the first suite asks, stopped when the run ends. For a `before` hook, whose
 * timeout it sets. Where Java is missing, it says so and skips the suite.
 */
export async function sharedPresto(hook: Mocha.Context): Promise<TestPresto> {
  const missing = ["java", ...(isFetched() ? [] : ["mvn"])].filter(
    (program) => spawnSync(program, ["-version"]).error !== undefined,
  );
  if (missing.length > 0) {
    process.stderr.write(
      `SKIPPED, no real Presto here: ${missing.join(" and ")} not found. Install JDK 17 and Maven.\n`,
    );
    hook.skip();
  }
  hook.timeout(2 * timeoutMs);
  shared ??= startPresto();
  return shared;
}

// At the top level of a module: mocha runs it once, after the last suite of the run.
if (typeof after === "function") {
  after(async function () {
    this.timeout(60_000);
    await (await shared)?.stop();
  });
}

/** Fetches Presto where the cache has none, starts it on a free port, and waits until it answers a query. */
export async function startPresto(): Promise<TestPresto> {
  const distribution = await prestoDistribution();
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-presto-"));
  const port = await freePort();
  await writeSettings(folder, distribution, port);
  const log = join(folder, "log");
  const output = await open(log, "w");
  const child = spawn("java", javaArguments(distribution), { cwd: folder, stdio: ["ignore", output.fd, output.fd] });
  await output.close();
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);

  const url = `http://127.0.0.1:${port}`;
  let stopping: Promise<void> | undefined;
  const presto: TestPresto = {
    url,
    queries: () => readQueries(url),
    stop() {
      stopping ??= end(child).then(() => {
        process.removeListener("exit", killWithUs);
        return rm(folder, { recursive: true, force: true });
      });
      return stopping;
    },
  };
  try {
    await ready(url, child);
    return presto;
  } catch (cause) {
    const logTail = (await readFile(log, "utf8")).split("\n").slice(-30).join("\n");
    await presto.stop();
    throw new Error(`Presto did not start. Its last words:\n${logTail}`, { cause });
  }
}

async function writeSettings(folder: string, distribution: string, port: number): Promise<void> {
  const files: Record<string, readonly string[]> = {
    "config.properties": [
      "coordinator=true",
      "node-scheduler.include-coordinator=true",
      "discovery-server.enabled=true",
      `http-server.http.port=${port}`,
      `discovery.uri=http://127.0.0.1:${port}`,
      "query.max-memory=512MB",
      "query.max-memory-per-node=512MB",
      "query.max-total-memory-per-node=1GB",
      // Finished queries expire early, because hundreds of them fill the heap.
      "query.min-expire-age=20s",
      "query.max-history=60",
      `plugin.dir=${join(distribution, "plugin")}`,
      "node.environment=test",
      "node.id=test-1",
      "node.bind-ip=127.0.0.1",
      "node.internal-address=127.0.0.1",
    ],
    "log.properties": ["com.facebook.presto=WARN"],
    "catalog/tpch.properties": ["connector.name=tpch"],
    "catalog/memory.properties": ["connector.name=memory"],
    "access-control.properties": ["access-control.name=file", `security.config-file=${join(folder, "rules.json")}`],
  };
  await mkdir(join(folder, "etc", "catalog"), { recursive: true });
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(folder, "etc", name), `${lines.join("\n")}\n`);
  }
  await writeFile(join(folder, "rules.json"), JSON.stringify(rules));
}

/** What Presto's own launcher passes for Java 17, without what a small heap and a fast start do not need. */
function javaArguments(distribution: string): string[] {
  const packages =
    "java.io java.lang java.lang.ref java.lang.reflect java.net java.nio java.security java.text java.util " +
    "java.util.concurrent java.util.concurrent.atomic java.util.regex javax.security.auth javax.security.auth.login " +
    "jdk.internal.loader sun.net.www.protocol.http sun.security.action";
  return [
    "-Xmx2G",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.attach.allowAttachSelf=true",
    ...packages.split(" ").map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
    "-Dcom.sun.management.jmxremote.host=127.0.0.1",
    "-Dconfig=etc/config.properties",
    "-Dlog.levels-file=etc/log.properties",
    "-cp",
    join(distribution, "lib", "*"),
    "com.facebook.presto.server.PrestoServer",
  ];
}

const Answer = z.object({
  nextUri: z.string().optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z.object({ errorName: z.string() }).optional(),
});

/** Waits for a query that reads a table, because `"starting": false` comes seconds before there is a worker. */
async function ready(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await answers(url).catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    if (Date.now() > end) throw new Error(`It did not answer within ${timeoutMs / 1000} s.`);
    await sleep(250);
  }
}

async function answers(url: string): Promise<boolean> {
  const headers = { "X-Presto-User": "ada" };
  const body = "SELECT count(*) FROM tpch.tiny.region";
  let answer = Answer.parse(await (await fetch(`${url}/v1/statement`, { method: "POST", body, headers })).json());
  let rows = 0;
  while (answer.nextUri !== undefined) {
    answer = Answer.parse(await (await fetch(answer.nextUri, { headers })).json());
    rows += answer.data?.length ?? 0;
  }
  return rows === 1 && answer.error === undefined;
}

const Queries = z.array(
  z
    .object({
      queryId: z.string(),
      state: z.string(),
      query: z.string(),
      session: z.object({
        user: z.string(),
        source: z.string().optional(),
        clientTags: z.array(z.string()).default([]),
      }),
      errorCode: z.object({ name: z.string() }).nullish(),
    })
    .transform(
      ({ queryId, state, query, session, errorCode }): EngineQuery => ({
        id: queryId,
        state,
        user: session.user,
        source: session.source,
        tags: session.clientTags,
        sql: query,
        error: errorCode?.name,
      }),
    ),
);

async function readQueries(url: string): Promise<readonly EngineQuery[]> {
  const response = await fetch(`${url}/v1/query`, { headers: { "X-Presto-User": "ada" } });
  return Queries.parse(await response.json());
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
