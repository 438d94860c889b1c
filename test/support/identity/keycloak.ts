/** The real Keycloak of a test run: started when the first suite asks, and ended with the run. */
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFetched, keycloakDistribution, prepareTimeoutMs } from "./keycloak-distribution.ts";
import { type KeycloakProcess, runKeycloak, startTimeoutMs } from "./keycloak-process.ts";

export interface Keycloak {
  readonly url: string;
  stop(): Promise<void>;
}

let shared: Promise<Keycloak> | undefined;

/**
 * For a `before` hook, whose timeout it sets. Where Java or the download is missing, it says so and skips the suite.
 */
export async function sharedKeycloak(hook: Mocha.Context): Promise<Keycloak> {
  const missing = ["java", ...(isFetched() ? [] : ["mvn"])].filter(
    (program) => spawnSync(program, ["-version"]).error !== undefined,
  );
  if (missing.length > 0) {
    process.stderr.write(
      `SKIPPED, no real Keycloak here: ${missing.join(" and ")} not found. Install JDK 17 and Maven.\n`,
    );
    hook.skip();
  }
  hook.timeout(startTimeoutMs + (isFetched() ? 0 : prepareTimeoutMs));
  shared ??= startKeycloak();
  return shared;
}

// At the top level of a module: mocha runs it once, after the last suite of the run.
if (typeof after === "function") {
  after(async function () {
    this.timeout(60_000);
    await (await shared)?.stop();
  });
}

/** A Keycloak of its own, with an empty database and its operator. */
export async function startKeycloak(): Promise<Keycloak> {
  const distribution = await keycloakDistribution();
  const home = await mkdtemp(join(tmpdir(), "drawbridge-keycloak-"));
  const remove = (): Promise<void> => rm(home, { recursive: true, force: true });
  let running: KeycloakProcess;
  try {
    for (const folder of ["conf", "lib", "providers", "themes"])
      await symlink(join(distribution, folder), join(home, folder));
    await cp(join(distribution, "data"), join(home, "data"), { recursive: true });
    running = await runKeycloak(distribution, home);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: running.url,
    async stop() {
      // There is nothing to save.
      await running.end("SIGKILL");
      await remove();
    },
  };
}
