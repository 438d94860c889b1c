import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { sparkServer } from "@drawbridge/spark/server";
import type { Client } from "@modelcontextprotocol/client";
import { compressSync } from "lz4-napi";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";

const line = (event: Readonly<Record<string, unknown>>): string => `${JSON.stringify(event)}\n`;
const app = "app-20260101000000-0001";

/** An application that began, ran a job, and failed it for a value that cannot be cast. */
const beginning = [
  line({ Event: "SparkListenerLogStart", "Spark Version": "3.5.1" }),
  line({ Event: "SparkListenerApplicationStart", "App Name": "nightly", "App ID": app, Timestamp: 1_000, User: "etl" }),
  line({ Event: "SparkListenerJobStart", "Job ID": 0, "Submission Time": 2_000, "Stage IDs": [0] }),
].join("");
const failure = line({
  Event: "SparkListenerJobEnd",
  "Job ID": 0,
  "Completion Time": 3_000,
  "Job Result": { Result: "JobFailed", Exception: { Message: "[CAST_INVALID_INPUT] The value 'n/a' cannot be cast" } },
});
const ending = line({ Event: "SparkListenerApplicationEnd", Timestamp: 4_000 });
const whole = beginning + failure + ending;

const Diagnosis = z.object({ cause: z.string(), confidence: z.string(), gaps: z.array(z.string()) });

/** An lz4-java block (LZ4BlockOutputStream) of the text. */
function lz4Block(text: string): Buffer {
  const packed = compressSync(Buffer.from(text)).subarray(4);
  const header = Buffer.alloc(21);
  header.write("LZ4Block", "latin1");
  header.writeUInt8(0x26, 8);
  header.writeInt32LE(packed.length, 9);
  header.writeInt32LE(Buffer.byteLength(text), 13);
  return Buffer.concat([header, packed]);
}

describe("event logs", () => {
  let folder: string;
  let kit: TestKit;
  let ada: Client;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "drawbridge-spark-"));
    kit = await startForTest(sparkServer, { settings: { SPARK_EVENT_LOG_DIR: folder } });
    ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
  });
  afterEach(async () => {
    await kit.close();
    await rm(folder, { recursive: true, force: true });
  });

  const asked = async (
    reference = app,
  ): Promise<{ failed: boolean; text: string; told: z.infer<typeof Diagnosis> | null }> => {
    const result = await ada.callTool({ name: "diagnose_app", arguments: { app: reference } });
    const text = JSON.stringify(result.content);
    return { failed: result.isError === true, text, told: Diagnosis.safeParse(result.structuredContent).data ?? null };
  };

  for (const [how, name, content] of [
    ["plain", app, Buffer.from(whole)],
    [
      "several Zstandard frames",
      `${app}.zstd`,
      Buffer.concat([zstdCompressSync(beginning), zstdCompressSync(failure), zstdCompressSync(ending)]),
    ],
    ["blocks of lz4-java", `${app}.lz4`, Buffer.concat([lz4Block(beginning), lz4Block(failure + ending)])],
  ] as const) {
    it(verifies("spark.codecs", `are read: ${how}`), async () => {
      await writeFile(join(folder, name), content);
      const { told } = await asked();
      assert.equal(told?.cause, "bad-cast");
      assert.deepEqual(
        told?.gaps.filter((gap) => !gap.startsWith("no log of its driver")),
        [],
      );
    });
  }

  it(
    verifies("spark.unfinished", "that are cut off are diagnosed as far as they go, and the answer says so"),
    async () => {
      const frames = Buffer.concat([zstdCompressSync(beginning + failure), zstdCompressSync(ending.repeat(50))]);
      await writeFile(join(folder, `${app}.zstd.inprogress`), frames.subarray(0, frames.length - 9));
      const { told } = await asked();
      assert.equal(told?.cause, "bad-cast");
      assert.ok(told.gaps.some((gap) => gap.includes("ends in the middle")));
      assert.ok(told.gaps.some((gap) => gap.includes("had not finished")));
    },
  );

  it(verifies("spark.unfinished", "that end without an end and without a failure are not called healthy"), async () => {
    await writeFile(join(folder, `${app}.inprogress`), beginning);
    assert.deepEqual((await asked()).told?.cause, "unknown");
  });

  for (const [how, name, content] of [
    ["not an event log", app, Buffer.from("<html>503</html>\n".repeat(20))],
    [
      "random bytes called zstd",
      `${app}.zstd`,
      Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7919) % 251)),
    ],
    [
      "a block that says it is huge",
      `${app}.lz4`,
      Buffer.concat([Buffer.from("LZ4Block"), Buffer.from([0x26]), Buffer.alloc(12, 0x7f)]),
    ],
    ["deep nesting", app, Buffer.from(`${"[".repeat(200_000)}${"]".repeat(200_000)}\n${whole}`)],
    [
      "wrong types in every field",
      app,
      Buffer.from(
        `${line({ Event: "SparkListenerTaskEnd", "Stage ID": "x", "Task Info": 7, "Task End Reason": [] })}${whole}`,
      ),
    ],
    [
      "names of prototypes",
      app,
      Buffer.from(`${line({ Event: "__proto__" })}${line({ Event: "constructor" })}${whole}`),
    ],
  ] as const) {
    it(verifies("spark.hostile-logs", `that are ${how} end in an answer, and the server goes on`), async () => {
      await writeFile(join(folder, name), content);
      const first = await asked();
      assert.ok(first.failed || first.told !== null, first.text);
      await rm(join(folder, name));
      await writeFile(join(folder, app), whole);
      assert.equal((await asked()).told?.cause, "bad-cast");
    });
  }

  it(verifies("spark.hostile-logs", "that unpack to far more than they are stay within memory"), async () => {
    const bomb = zstdCompressSync(Buffer.alloc(256 * 2 ** 20, 0x20));
    await writeFile(
      join(folder, `${app}.zstd`),
      Buffer.concat([...Array(8).fill(bomb), zstdCompressSync(`\n${whole}`)]),
    );
    const before = process.memoryUsage().rss;
    const { told } = await asked();
    assert.equal(told?.cause, "bad-cast");
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 300 * 2 ** 20, `memory grew by ${Math.round(grown / 2 ** 20)} MiB`);
  }).timeout(60_000);

  it(
    verifies("spark.only-below", "are found by name alone: nothing a caller says becomes a path or an address"),
    async () => {
      const outside = await mkdtemp(join(tmpdir(), "drawbridge-outside-"));
      await writeFile(join(outside, app), whole);
      await mkdir(join(folder, "inner"));
      await symlink(join(outside, app), join(folder, "app-20260101000000-0009"));
      for (const reference of [
        `../${outside.split("/").at(-1)}/${app}`,
        `${outside}/${app}`,
        `file://${outside}/${app}`,
        "app-20260101000000-0009",
        "inner",
        "..",
        "http://127.0.0.1:1/history/app-1/jobs/",
        "http://169.254.169.254/history/latest/",
      ]) {
        const { failed, text } = await asked(reference);
        assert.ok(failed, `${reference} was answered: ${text}`);
        assert.match(text, /next: /);
      }
      await rm(outside, { recursive: true });
    },
  );

  it(verifies("spark.load", "are read for fifty callers at once"), async () => {
    for (let index = 0; index < 10; index += 1)
      await writeFile(
        join(folder, `app-20260101000000-01${index}0`),
        whole.replaceAll(app, `app-20260101000000-01${index}0`),
      );
    const told = await Promise.all(
      Array.from({ length: 50 }, (_, index) => asked(`app-20260101000000-01${index % 10}0`)),
    );
    assert.deepEqual(new Set(told.map(({ told: each }) => each?.cause)), new Set(["bad-cast"]));
  });
});
