/** Event logs of Apache Spark's own tests, with the History Server's answers about them. Spark publishes both. */
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";

const version = "4.0.1";
const placeOf = (): string => join(cacheFolder(), `spark-tests-${version}`);

export const examplesAreFetched = (): boolean => existsSync(placeOf());

/** The folder with spark-events/ and HistoryServerExpectations/. Fetches it with mvn where it is missing: 6 MB. */
export async function sparkExamples(): Promise<string> {
  await fetchedOnce(placeOf(), async (unfinished) => {
    await mkdir(unfinished, { recursive: true });
    const repository = join(unfinished, "repository");
    await withProgress(`Fetching the event logs of Spark ${version}'s own tests (6 MB, once)`, () =>
      run("mvn", [
        "--quiet",
        "--batch-mode",
        `-Dmaven.repo.local=${repository}`,
        "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack",
        `-Dartifact=org.apache.spark:spark-core_2.13:${version}:jar:tests`,
        `-DoutputDirectory=${unfinished}`,
        "-Dmdep.unpack.includes=spark-events/*,HistoryServerExpectations/*",
      ]),
    );
    await rm(repository, { recursive: true });
  });
  return placeOf();
}
