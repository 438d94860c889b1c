/**
 * Presto 0.287, fetched from Maven's repository into the cache folder: the last version of which the server and the
 * memory connector are both published. Its own ASM 9.0 cannot read Java 17's classes, so a newer one takes its place.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const version = "0.287";
const plugins = ["tpch", "memory"] as const;

/** Whether prestoDistribution will find it without Maven. */
export const isFetched = (): boolean => existsSync(placeOf(cacheFolder()));

/** The folder with lib/ and plugin/; fetched where it is not there yet, about 165 MB and a minute. Needs mvn. */
export async function prestoDistribution(): Promise<string> {
  const cache = cacheFolder();
  const place = placeOf(cache);
  await mkdir(cache, { recursive: true });
  while (!existsSync(place)) {
    const lock = await takeLock(`${place}.lock`);
    if (lock === null) await sleep(500);
    else await lock.during(() => fetchInto(place));
  }
  return place;
}

const placeOf = (cache: string): string => join(cache, `presto-${version}`);

function cacheFolder(): string {
  const { DRAWBRIDGE_CACHE, XDG_CACHE_HOME } = process.env;
  return DRAWBRIDGE_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drawbridge");
}

/** Put beside its place and renamed, so that a broken download is never taken for a whole one. */
async function fetchInto(place: string): Promise<void> {
  if (existsSync(place)) return;
  const unfinished = `${place}.${process.pid}`;
  try {
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
    await rename(unfinished, place);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** One build: the server's jars into lib/, each connector's into a folder of its own. */
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

/** Null while another process that lives holds it. One whose holder died is taken away. */
async function takeLock(file: string) {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, String(process.pid));
  const taken = await link(own, file).then(
    () => true,
    () => false,
  );
  await rm(own);
  if (!taken) {
    const holder = Number(await readFile(file, "utf8").catch(() => "0"));
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    return null;
  }
  return {
    async during(work: () => Promise<void>): Promise<void> {
      try {
        await work();
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function withProgress(what: string, work: () => Promise<void>): Promise<void> {
  const started = Date.now();
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  process.stderr.write(`${what}\n`);
  const ticks = setInterval(() => process.stderr.write(`  … ${seconds()}\n`), 10_000);
  try {
    await work();
    process.stderr.write(`  done in ${seconds()}\n`);
  } finally {
    clearInterval(ticks);
  }
}

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] })
      .on("error", failed)
      .on("exit", (code) => (code === 0 ? done() : failed(new Error(`${program} ended with ${code}.`))));
  });
}
