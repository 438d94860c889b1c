/**
 * Packs the output of run.py for the repository: compressed event logs and text logs, without the folders and names of
 * the machine that made them.
 *
 * node pack.ts RUNS [INTO] && python recompress.py INTO
 *
 * Logs that Spark itself compressed are written as plain text, and recompress.py compresses them again as Spark does,
 * because these cases test reading that format.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { codecOf, readLog } from "../../../../reference-servers/servers/spark/codecs/codec.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const [runs = "", into = here] = process.argv.slice(2);

/** Text about the machine in the logs, and its replacement. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/(file:)?\/+[\w./-]*\/runs\/\w+\/events/g, "$1/data/eventlog"],
  [/\/tmp\/spark-case-\w+/g, "/data/case"],
  [/\/[\w./-]*\/corpus\/jobs\.py/g, "/jobs/jobs.py"],
  [/\/[\w./-]*\/site-packages/g, "/opt/python/site-packages"],
  [/\/[\w./-]*\/pyspark-[\d.]+(?=\/)/g, "/opt/python/site-packages"],
  [/\/tmp\/(spark|blockmgr|pyspark)-[\w-]+/g, "/data/local/$1"],
  [/\/root\/\.pyenv\/versions\/[\d.]+/g, "/opt/python"],
  [/\/usr\/lib\/jvm\/[\w.-]+/g, "/opt/java"],
  [/case-mark-\w+-\d+/g, "case"],
];
const scrub = (text: string): string => replacements.reduce((result, [what, by]) => result.replace(what, by), text);

const events = join(into, "events");
const logs = join(into, "logs");
for (const folder of [events, logs]) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}
const apps: Record<string, string> = {};
for (const name of (await readdir(runs)).sort()) {
  const [log] = await readdir(join(runs, name, "events"));
  if (log === undefined) continue;
  const app = log.replace(/^eventlog_v2_/, "").replace(/\.(inprogress|lz4|snappy|zstd)/g, "");
  apps[name] = app;
  const from = join(runs, name, "events", log);
  if (log.startsWith("eventlog_v2_")) {
    await cp(from, join(events, log), { recursive: true });
    for (const part of await readdir(from)) if (codecOf(part)) await unpack(join(from, part), join(events, log, part));
  } else if (codecOf(log)) {
    await unpack(from, join(events, log));
  } else {
    const text = scrub(await readFile(from, "utf8"));
    const ending = log.endsWith(".inprogress") ? ".zstd.inprogress" : ".zstd";
    await writeFile(join(events, app + ending), zstdCompressSync(text));
  }
  await pack(join(runs, name, "driver.log"), join(logs, name, "driver.log.gz"));
  for (const file of await readdir(join(runs, name, "executors")).catch(() => [])) {
    await pack(join(runs, name, "executors", file), join(logs, name, `${file}.gz`));
  }
}
await writeFile(join(into, "apps.json"), `${JSON.stringify(apps, null, 2)}\n`);

async function unpack(from: string, to: string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of readLog(
    from,
    { read: () => {}, onCutOff: () => {}, onForeign: () => {} },
    new AbortController().signal,
  ))
    parts.push(part);
  await rm(to, { force: true });
  await writeFile(`${to}.plain`, scrub(Buffer.concat(parts).toString("utf8")));
}

async function pack(from: string, to: string): Promise<void> {
  await mkdir(join(to, ".."), { recursive: true });
  await writeFile(to, gzipSync(scrub(await readFile(from, "utf8")), { level: 9 }));
}
