/**
 * PySpark, fetched from PyPI into the cache folder: a whole Spark of one machine, with its History Server. It has the
 * version that the corpus was made with.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";

const version = "4.3.0";
const placeOf = (): string => join(cacheFolder(), `pyspark-${version}`);

/** What a real Spark needs and this machine lacks, as a text for a person; null where nothing is missing. */
export function missingForSpark(): string | null {
  const starts = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;
  const missing = [
    ...(starts("java", "-version") ? [] : ["a JDK 17"]),
    ...(starts("python3", "--version") ? [] : ["Python 3"]),
    ...(existsSync(placeOf()) || starts("python3", "-m", "pip", "--version") ? [] : ["pip"]),
  ];
  return missing.length === 0 ? null : missing.join(" and ");
}

/** The folder with pyspark/ and py4j/. Fetches it where it is missing: 456 MB, about a minute and a half. */
export async function pysparkDistribution(): Promise<string> {
  await fetchedOnce(placeOf(), (unfinished) =>
    withProgress(`Fetching PySpark ${version} (456 MB, once, about a minute and a half)`, () =>
      run("python3", [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-cache-dir",
        "--target",
        unfinished,
        `pyspark==${version}`,
      ]),
    ),
  );
  return placeOf();
}

/** Where this machine cannot run a real Spark, skips the suite of this `before` hook and says why. */
export async function sparkOrSkip(hook: Mocha.Context): Promise<string> {
  const missing = missingForSpark();
  if (missing !== null) {
    process.stderr.write(
      `LEFT OUT, no real Spark here: ${missing} not found. Install it (Debian: default-jdk, python3-pip).\n`,
    );
    hook.skip();
  }
  hook.timeout(600_000);
  return pysparkDistribution();
}
