/**
 * Tests that a recorded root cause is found when the failure happens again. Every failing application of the corpus is
 * recorded once. Then the test asks about (1) all of them as they would be a week later, with other ids, times, hosts,
 * folders and task numbers; (2) applications that a real Spark ran a second time.
 */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { peerCredential } from "@drawbridge/contracts/part-secret";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import { z } from "zod";
import { sources } from "../../../reference-servers/servers/spark/application/sources.ts";
import { diagnose } from "../../../reference-servers/servers/spark/diagnosis/diagnose.ts";
import { knowledgeClient } from "../../../reference-servers/servers/spark/knowledge/client.ts";
import { logFolder } from "../../../reference-servers/servers/spark/logs/locate.ts";
import { traceOf } from "../../../reference-servers/servers/spark/tools/trace.ts";
import { type RunningKnowledge, startKnowledge } from "../../contract/knowledge/running-knowledge.ts";
import { verifies } from "../../support/verifies.ts";
import { cases, corpus } from "./corpus.ts";

const groups = ["ads-eng"];
const { signal } = new AbortController();
const repeats = fileURLToPath(new URL("repeats", import.meta.url));
const Apps = z.record(z.string(), z.string());
const Diagnosis = z.object({ similar: z.array(z.looseObject({ same: z.boolean(), app: z.string() })) });

describe("a failure that happens again", function () {
  this.timeout(120_000);
  const credential = peerCredential("a root secret", "spark", "knowledge");
  let knowledge: RunningKnowledge;
  let later: string;
  const failing = cases.filter(({ cause }) => cause !== "none");
  const spark: TestKit[] = [];

  before(async () => {
    knowledge = await startKnowledge([], { DRAWBRIDGE_PEERS: `spark=${credential}` });
    later = await mkdtemp(join(tmpdir(), "drawbridge-spark-later-"));
    await record();
  });
  after(async () => {
    for (const kit of spark) await kit.close();
    await knowledge?.close();
    await rm(later, { recursive: true, force: true });
  });

  /** Stores root causes as record_root_cause does after a person approved. */
  async function record(): Promise<void> {
    const store = knowledgeClient(knowledge.kit.url, credential);
    const readers = sources({ eventLogs: corpus.events, logs: logFolder(corpus.logs), history: null });
    const request = { user: "ada", signal, progress() {} };
    for (const { name, app } of failing) {
      const facts = await readers.facts(app, request);
      const diagnosis = diagnose(facts, (await readers.findings(facts, request)).value);
      const rootCause = { title: `The cause of ${name}`, fix: "It was fixed.", note: null };
      const by = { recordedBy: "ada", recordedAt: "2026-11-21T10:00:00Z", groups };
      await store.keep(app, { ...traceOf(diagnosis), subject: { id: app, name }, ...rootCause, ...by }, null, signal);
    }
  }

  /**
   * Returns the share of applications whose own record is among the first three, and prints how many of these have the
   * same fingerprint.
   */
  async function hitShare(title: string, folder: string, apps: Readonly<Record<string, string>>): Promise<number> {
    const settings = {
      ...{ SPARK_EVENT_LOG_DIR: join(folder, "events"), SPARK_LOG_DIR: join(folder, "logs") },
      ...{ KNOWLEDGE_URL: knowledge.kit.url, KNOWLEDGE_CREDENTIAL: credential },
    };
    const kit = await startForTest(sparkServer, { settings });
    spark.push(kit);
    const ada = await kit.connect({ user: "ada", groups });
    const missed: string[] = [];
    let same = 0;
    for (const [name, app] of Object.entries(apps)) {
      const { structuredContent } = await ada.callTool({ name: "diagnose_app", arguments: { app } });
      const { similar } = Diagnosis.parse(structuredContent);
      const hit = similar.find((past) => past.app === name);
      if (hit === undefined) missed.push(name);
      else if (hit.same) same += 1;
    }
    const all = Object.keys(apps).length;
    const share = (all - missed.length) / all;
    console.log(
      `      ${title}: hit@3 ${all - missed.length}/${all} (${(100 * share).toFixed(1)} %), ${same} with the same fingerprint` +
        (missed.length === 0 ? "" : `; missed: ${missed.join(", ")}`),
    );
    return share;
  }

  it(
    verifies(
      "spark.remembers",
      "A failure that happens again a week later shows its recorded cause, in at least 95 % of the corpus",
    ),
    async () => {
      const apps = await corpusLater(later);
      const expectedApps = Object.fromEntries(failing.map(({ name }) => [name, apps[name] ?? name]));
      assert.ok((await hitShare("the corpus, a week later", later, expectedApps)) >= 0.95);
    },
  );

  it(
    verifies(
      "spark.remembers",
      "A failure that happens again shows its recorded cause, in at least 95 % of the jobs that ran twice",
    ),
    async () => {
      const apps = Apps.parse(JSON.parse(await readFile(join(repeats, "apps.json"), "utf8")));
      assert.ok(Object.keys(apps).length >= 10);
      assert.ok((await hitShare("jobs run again", repeats, apps)) >= 0.95);
    },
  );
});

/** Writes the corpus as it would be after runs a week later. Returns the new ids by the cases' names. */
async function corpusLater(into: string): Promise<Readonly<Record<string, string>>> {
  const [events, logs] = [join(into, "events"), join(into, "logs")];
  await mkdir(events, { recursive: true });
  for (const file of await readdir(corpus.events)) {
    const from = join(corpus.events, file);
    if (/\.zstd(\.inprogress)?$/.test(file)) {
      await writeFile(join(events, aWeekLater(file)), zstdCompressSync(aWeekLater(unpack(await readFile(from)))));
    } else {
      // For the few logs that Spark itself compressed, only the name changes.
      await cp(from, join(events, file), { recursive: true });
    }
  }
  for (const file of await readdir(corpus.logs, { recursive: true })) {
    if (!file.endsWith(".gz")) continue;
    const target = join(logs, aWeekLater(file));
    await mkdir(join(target, ".."), { recursive: true });
    const text = gunzipSync(await readFile(join(corpus.logs, file))).toString("utf8");
    await writeFile(target, gzipSync(aWeekLater(text)));
  }
  const present = new Set((await readdir(events)).map((file) => basename(file).replace(/(\.[a-z]\w*)+$/, "")));
  return Object.fromEntries(cases.map(({ name, app }) => [name, present.has(aWeekLater(app)) ? aWeekLater(app) : app]));
}

const unpack = (packed: Buffer): string => zstdDecompressSync(packed).toString("utf8");
const weekMs = 7 * 24 * 60 * 60 * 1000;

const aWeekLater = (text: string): string =>
  text
    .replace(/\b1795\d{9}\b/g, (time) => String(Number(time) + weekMs))
    .replace(/\bapp-20261121(\d{6})-0000\b/g, "app-20261128$1-0003")
    .replace(/\b26\/11\/21\b/g, "26/11/28")
    .replace(/\bTID (\d+)/g, (_, task: string) => `TID ${Number(task) + 731}`)
    .replace(/"Task ID":(\d+)/g, (_, task: string) => `"Task ID":${Number(task) + 731}`)
    .replace(/\b127\.0\.0\.1\b/g, "10.20.30.40")
    .replace(/\/data\/case\b/g, "/mnt/disk7/run-2026-11-28");
