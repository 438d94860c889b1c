/**
 * Keycloak 26.7.3, fetched from Maven's repository into the cache folder and prepared there once: built for its file
 * database, and with a database that has its schema and an operator. A start then takes seconds, not a minute.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";
import { runKeycloak } from "./keycloak-process.ts";

const version = "26.7.3";
const artifact = `org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`;
const sha256 = "77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47";

const placeOf = (cache: string): string => join(cache, `keycloak-${version}`);

/** Whether keycloakDistribution finds Keycloak in the cache and needs no Maven. */
export const isFetched = (): boolean => existsSync(placeOf(cacheFolder()));

/** Milliseconds for the download, the build and the first start, which take two minutes on two idle cores. */
export const prepareTimeoutMs = 600_000;

/** The prepared folder. */
export async function keycloakDistribution(): Promise<string> {
  const place = placeOf(cacheFolder());
  await fetchedOnce(place, (unfinished) =>
    withProgress(`Fetching and building Keycloak ${version} (176 MB, once, about two minutes)`, async () => {
      await unpack(unfinished);
      await run(join(unfinished, "bin", "kc.sh"), ["build", "--db=dev-file"]);
      // The first start writes the database.
      const first = await runKeycloak(unfinished, unfinished);
      await first.end("SIGTERM");
    }),
  );
  return place;
}

async function unpack(folder: string): Promise<void> {
  const repository = join(folder, "repository");
  await mkdir(repository, { recursive: true });
  await run("mvn", [
    ...["--quiet", "--batch-mode", `-Dmaven.repo.local=${repository}`],
    "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get",
    ...[`-Dartifact=${artifact}`, "-Dtransitive=false"],
  ]);
  const name = `keycloak-quarkus-dist-${version}.tar.gz`;
  const archive = join(repository, "org/keycloak/keycloak-quarkus-dist", version, name);
  const hash = createHash("sha256");
  await pipeline(createReadStream(archive), hash);
  const found = hash.digest("hex");
  if (found !== sha256) throw new Error(`${name} has the checksum ${found}, and not ${sha256}.`);
  await run("tar", ["xzf", archive, "-C", folder, "--strip-components=1"]);
  await rm(repository, { recursive: true });
}
