/**
 * Trino 476, fetched from Maven's repository into the cache folder: its server with the tpch and memory connectors.
 * The download has 821 MB, so no test starts it; `npm run engines -- trino` does, once.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";

const version = "476";
const files = ["*/lib/*", "*/plugin/tpch/*", "*/plugin/memory/*"] as const;
const placeOf = (): string => join(cacheFolder(), `trino-${version}`);

/** The folder with lib/ and plugin/; null if Trino is not in the cache. */
export const trinoDistribution = (): string | null => (existsSync(placeOf()) ? placeOf() : null);

/** Fetches Trino if the cache has none. The jars that tests need are kept (90 MB), and the download is removed. */
export async function fetchTrino(): Promise<string> {
  await fetchedOnce(placeOf(), async (unfinished) => {
    const repository = join(unfinished, "repository");
    await mkdir(repository, { recursive: true });
    await withProgress(`Fetching Trino ${version} (821 MB, once, one to three minutes)`, async () => {
      await run("mvn", [
        "--quiet",
        "--batch-mode",
        `-Dmaven.repo.local=${repository}`,
        "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get",
        `-Dartifact=io.trino:trino-server:${version}:tar.gz`,
        "-Dtransitive=false",
      ]);
      const folder = join(repository, "io/trino/trino-server", version);
      const archive = (await readdir(folder)).find((file) => file.endsWith(".tar.gz"));
      if (archive === undefined) throw new Error("Maven fetched no archive of Trino.");
      await run("tar", [
        "xzf",
        join(folder, archive),
        "-C",
        unfinished,
        "--strip-components=1",
        "--wildcards",
        ...files,
      ]);
    });
    await rm(repository, { recursive: true });
  });
  return placeOf();
}
