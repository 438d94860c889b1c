/**
 * A real Presto coordinator and worker in one process, on loopback, with the tpch and memory catalogs and its own access
 * rules: ada may do everything, finn and ines may read tpch, no other user reaches a catalog.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { type Coordinator, type Program, startCoordinator, startTimeoutMs } from "./coordinator.ts";
import { isFetched, prestoDistribution } from "./presto-distribution.ts";

export interface TestPresto extends Coordinator {
  /** What the engine itself reports about its finished and running queries. */
  queries(): Promise<readonly EngineQuery[]>;
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
  hook.timeout(2 * startTimeoutMs);
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

/** The header with the user's name. */
export const prestoUserHeader = "x-presto-user";

/** Fetches Presto where the cache has none, starts it on a free port, and waits until it answers a query. */
export async function startPresto(): Promise<TestPresto> {
  const distribution = await prestoDistribution();
  const coordinator = await startCoordinator({
    name: "Presto",
    userHeader: prestoUserHeader,
    java: "java",
    arguments: startArguments(distribution),
    files: (folder, port) => settings(folder, distribution, port),
  });
  return { ...coordinator, queries: () => readQueries(coordinator.url) };
}

function settings(folder: string, distribution: string, port: number): ReturnType<Program["files"]> {
  return {
    "config.properties": [
      "coordinator=true",
      "node-scheduler.include-coordinator=true",
      "discovery-server.enabled=true",
      `http-server.http.port=${port}`,
      `discovery.uri=http://127.0.0.1:${port}`,
      "query.max-memory=512MB",
      "query.max-memory-per-node=512MB",
      "query.max-total-memory-per-node=1GB",
      // A query of TPC-DS has 105 stages.
      "query.max-stage-count=150",
      // One driver for each operator: a test's tables are small, and starting drivers is what TPC-DS takes longest for.
      "task.concurrency=1",
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
    "access-control.properties": ["access-control.name=file", `security.config-file=${join(folder, "etc/rules.json")}`],
    "rules.json": [JSON.stringify(rules)],
  };
}

/** What Presto's own launcher passes for Java 17, without what a small heap and a fast start do not need. */
export function startArguments(distribution: string): string[] {
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
  const response = await fetch(`${url}/v1/query`, { headers: { [prestoUserHeader]: "ada" } });
  return Queries.parse(await response.json());
}
