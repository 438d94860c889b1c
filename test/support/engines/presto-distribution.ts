/**
 * Presto 0.287, fetched from Maven's repository into the cache folder: the last version of which the server and the
 * memory connector are both published. Its own ASM 9.0 cannot read Java 17's classes, so a newer one takes its place.
 */
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, fetchedOnce, run, withProgress } from "../machine/fetched.ts";

const version = "0.287";
const plugins = ["tpch", "memory"] as const;

/** Whether prestoDistribution finds Presto in the cache and needs no Maven. */
export const isFetched = (): boolean => existsSync(placeOf(cacheFolder()));

/** The folder with lib/ and plugin/. Fetches it with mvn where it is missing: about 165 MB, one minute. */
export async function prestoDistribution(): Promise<string> {
  const place = placeOf(cacheFolder());
  await fetchedOnce(place, writeDistribution);
  return place;
}

const placeOf = (cache: string): string => join(cache, `presto-${version}`);

async function writeDistribution(unfinished: string): Promise<void> {
  await writePoms(unfinished);
  await withProgress(`Fetching Presto ${version} (165 MB, once, about a minute)`, () =>
    run("mvn", [
      "--quiet",
      "--batch-mode",
      "--file",
      join(unfinished, "pom.xml"),
      `-Dmaven.repo.local=${join(unfinished, "repository")}`,
      "-DincludeScope=runtime",
      "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
    ]),
  );
  await rm(join(unfinished, "repository"), { recursive: true });
}

/** The poms of one build that puts the server's jars into lib/ and each connector's jars into a folder of its own. */
async function writePoms(folder: string): Promise<void> {
  const parts = [
    { name: "lib", artifact: "presto-main", into: join(folder, "lib") },
    ...plugins.map((name) => ({ name, artifact: `presto-${name}`, into: join(folder, "plugin", name) })),
  ];
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "pom.xml"),
    pom("all", `<modules>${parts.map(({ name }) => `<module>poms/${name}</module>`).join("")}</modules>`),
  );
  for (const { name, artifact, into } of parts) {
    await mkdir(join(folder, "poms", name), { recursive: true });
    await writeFile(
      join(folder, "poms", name, "pom.xml"),
      pom(
        name,
        `<properties><outputDirectory>${into}</outputDirectory></properties>
<dependencyManagement><dependencies>${["asm", "asm-tree", "asm-util", "asm-analysis"]
          .map((asm) => dependency("org.ow2.asm", asm, "9.7.1"))
          .join("")}
${dependency("com.facebook.presto", "presto-root", version, "<type>pom</type><scope>import</scope>")}
</dependencies></dependencyManagement>
<dependencies>${dependency("com.facebook.presto", artifact, version)}</dependencies>`,
      ),
    );
  }
}

const pom = (name: string, content: string): string =>
  `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>drawbridge-test</groupId><artifactId>presto-${name}</artifactId><version>1</version><packaging>pom</packaging>
${content}
</project>
`;

const dependency = (group: string, artifact: string, of: string, more = ""): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${of}</version>${more}</dependency>`;
