/**
 * A real Trino coordinator and worker in one process, on loopback, with the tpch and memory catalogs. It runs where the
 * cache has Trino and the machine has a JDK 25.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Coordinator, type Program, startCoordinator, startTimeoutMs } from "./coordinator.ts";
import { trinoDistribution } from "./trino-distribution.ts";

/** The header with the user's name. */
export const trinoUserHeader = "x-trino-user";

/** Debian's packages install each JDK into a folder here. */
const jdks = "/usr/lib/jvm";
const oldestJava = 24;

let shared: Promise<Coordinator> | undefined;

/**
 * The engine of this test run, for a `before` hook or a test, whose timeout it sets. Where Trino or its Java is missing,
 * it says so and skips.
 */
export async function sharedTrino(hook: Mocha.Context): Promise<Coordinator> {
  const distribution = trinoDistribution();
  const java = newJava();
  if (distribution === null || java === null) {
    const missing = [
      ...(distribution === null ? ["Trino is not in the cache (fetch it once with: npm run engines -- trino)"] : []),
      ...(java === null ? [`there is no JDK ${oldestJava} or newer`] : []),
    ];
    process.stderr.write(`SKIPPED, no real Trino here: ${missing.join(", and ")}.\n`);
    return hook.skip();
  }
  hook.timeout(2 * startTimeoutMs);
  shared ??= startCoordinator({
    name: "Trino",
    userHeader: trinoUserHeader,
    java,
    arguments: javaArguments(distribution),
    files: (_folder, port) => settings(distribution, port),
  });
  return shared;
}

/** Ends the engine, if one was started. */
export const stopTrino = async (): Promise<void> => (await shared)?.stop();

/** The path of a Java that is new enough; null if there is none. */
function newJava(): string | null {
  const installed = existsSync(jdks) ? readdirSync(jdks).map((name) => join(jdks, name, "bin", "java")) : [];
  const versionOf = (java: string): number =>
    Number(/version "(\d+)/.exec(spawnSync(java, ["-version"]).stderr?.toString() ?? "")?.[1] ?? 0);
  return ["java", ...installed].find((java) => versionOf(java) >= oldestJava) ?? null;
}

const settings = (distribution: string, port: number): ReturnType<Program["files"]> => ({
  "config.properties": [
    "coordinator=true",
    "node-scheduler.include-coordinator=true",
    // One driver for each operator: a test's tables are small, and starting drivers is what TPC-DS takes longest for.
    "task.concurrency=1",
    `http-server.http.port=${port}`,
    `discovery.uri=http://127.0.0.1:${port}`,
    "query.max-memory=512MB",
    "query.max-memory-per-node=512MB",
    "memory.heap-headroom-per-node=256MB",
    // Finished queries expire early, because hundreds of them fill the heap.
    "query.min-expire-age=20s",
    "query.max-history=60",
    "catalog.management=static",
    "catalog.config-dir=etc/catalog",
    `plugin.dir=${join(distribution, "plugin")}`,
    "node.environment=test",
    "node.id=test-1",
    "node.bind-ip=127.0.0.1",
    "node.internal-address=127.0.0.1",
  ],
  "log.properties": ["io.trino=WARN"],
  "catalog/tpch.properties": ["connector.name=tpch"],
  "catalog/memory.properties": ["connector.name=memory"],
});

/** What Trino's own launcher passes, without what a small heap and a fast start do not need. */
const javaArguments = (distribution: string): readonly string[] => [
  "-Xmx2G",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-XX:+ExitOnOutOfMemoryError",
  "-Djdk.attach.allowAttachSelf=true",
  "-Djol.skipHotspotSAAttach=true",
  "--add-modules=jdk.incubator.vector",
  "--enable-native-access=ALL-UNNAMED",
  "--sun-misc-unsafe-memory-access=allow",
  "-Dconfig=etc/config.properties",
  "-Dlog.levels-file=etc/log.properties",
  "-cp",
  join(distribution, "lib", "*"),
  "io.trino.server.TrinoServer",
];
