/** One process of Keycloak on a free port of loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../network/listening.ts";

/** The operator in the prepared database. It exists on loopback, in tests alone. */
export const operator = { user: "operator", password: "operator-in-tests-alone" } as const;

export interface KeycloakProcess {
  readonly url: string;
  /** The end of its log. */
  logTail(): Promise<string>;
  /** Resolves when the process has ended. Safe to repeat. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Milliseconds. A start takes 10 s on two idle cores, and the first one a minute. */
export const startTimeoutMs = 240_000;

/** Starts the built distribution with the data in `home`, and waits until it answers. Throws the end of its log. */
export async function runKeycloak(distribution: string, home: string): Promise<KeycloakProcess> {
  const port = await freePort();
  const log = join(home, "log.txt");
  const output = await open(log, "w");
  const child = spawn("java", argumentsFor(distribution, home, port), {
    cwd: home,
    stdio: ["ignore", output.fd, output.fd],
    env: {
      ...process.env,
      KC_BOOTSTRAP_ADMIN_USERNAME: operator.user,
      KC_BOOTSTRAP_ADMIN_PASSWORD: operator.password,
    },
  });
  await output.close();
  const killWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const keycloak: KeycloakProcess = {
    url: `http://127.0.0.1:${port}`,
    logTail: async () => (await readFile(log, "utf8")).split("\n").slice(-30).join("\n"),
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill(signal);
        await exited;
      }
      process.removeListener("exit", killWithUs);
    },
  };
  try {
    await ready(keycloak.url, child);
    return keycloak;
  } catch (cause) {
    const tail = await keycloak.logTail();
    await keycloak.end("SIGKILL");
    throw new Error(`Keycloak did not start. The end of its log:\n${tail}`, { cause });
  }
}

/** What bin/kc.sh passes, with a small heap and what starts faster. It would add a shell between this process and Java. */
const argumentsFor = (distribution: string, home: string, port: number): string[] => [
  ...["-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"],
  ...["java.util", "java.util.concurrent", "java.security", "java.lang"].map(
    (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
  ),
  ...["-Duser.language=en", "-Duser.country=US", `-Djava.io.tmpdir=${home}`],
  ...[`-Dkc.home.dir=${home}`, `-Djboss.server.config.dir=${join(distribution, "conf")}`],
  "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
  "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
  ...["-cp", join(distribution, "lib", "quarkus-run.jar"), "io.quarkus.bootstrap.runner.QuarkusEntryPoint"],
  ...["start", "--optimized", "--cache=local", "--http-enabled=true", "--hostname-strict=false"],
  ...["--http-host=127.0.0.1", `--http-port=${port}`],
];

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  const answers = (): Promise<boolean> =>
    fetch(`${url}/realms/master`).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    if (Date.now() > deadline) throw new Error(`It did not answer within ${startTimeoutMs / 1000} s.`);
    await sleep(250);
  }
}
