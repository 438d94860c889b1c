/** Event logs and text logs as people have them: renamed, cut, copied in part, compressed again, or empty. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import { answer, type Diagnosis, diagnosed, failedLog, type RunningSpark, startSpark } from "./running-spark.ts";

const app = "application_1795000000000_0042";
const { beginning, failing, ending, whole } = failedLog(app);
const Found = z.object({ apps: z.array(z.object({ app: z.string() })) });

describe("event logs in strange files", () => {
  let spark: RunningSpark;
  beforeEach(async () => {
    spark = await startSpark();
  });
  afterEach(() => spark.close());

  const write = (name: string, content: string | Buffer): Promise<void> => writeFile(join(spark.folder, name), content);
  const gapsOf = async (reference: string): Promise<string> =>
    (await diagnosed(spark.client, reference)).gaps.join("; ");

  for (const [how, id, name] of [
    ["has a name of its own", app, "nightly-load-copy"],
    ["has its id in lower case", "App-20260101000000-0007", "app-20260101000000-0007"],
    ["has other signs for those of its id", "nightly load/2026.01:7", "nightly-load-2026_01-7"],
    ["has a name and an ending of its own", app, "from-the-archive.gz"],
  ] as const) {
    it(verifies("spark.tools", `An id that find_apps gives can be used, even if the event log ${how}`), async () => {
      const text = failedLog(id).whole;
      await write(name, name.endsWith(".gz") ? gzipSync(text) : text);
      const { apps } = Found.parse(await answer(spark.client, "find_apps", {}));
      assert.deepEqual(
        apps.map((found) => found.app),
        [id],
      );
      const diagnosis = await diagnosed(spark.client, apps[0]?.app ?? "");
      assert.deepEqual([diagnosis.app, diagnosis.cause], [id, "bad-cast"]);
    });
  }

  for (const [how, parts, gap] of [
    ["lacks a part", { 1: beginning, 3: failing + ending }, /part 2 is missing/],
    ["lacks several parts", { 1: beginning, 2: failing, 6: ending }, /parts 3 to 5 are missing/],
    ["lacks its beginning", { 4: failing, 5: ending }, /begins with part 4/],
  ] as const) {
    it(verifies("spark.unfinished", `The answer says that a rolling event log ${how}`), async () => {
      const folder = join(spark.folder, `eventlog_v2_${app}`);
      await mkdir(folder);
      for (const [number, text] of Object.entries(parts))
        await writeFile(join(folder, `events_${number}_${app}`), text);
      assert.match(await gapsOf(app), gap);
    });
  }

  it(verifies("spark.unfinished", "A rolling event log that Spark compacted lacks nothing"), async () => {
    const folder = join(spark.folder, `eventlog_v2_${app}`);
    await mkdir(folder);
    await writeFile(join(folder, `events_5_${app}.compact`), beginning);
    await writeFile(join(folder, `events_6_${app}`), failing + ending);
    assert.doesNotMatch(await gapsOf(app), /part/);
  });

  for (const name of [app, `${app}.inprogress`, `${app}.zstd`]) {
    it(verifies("spark.unfinished", `An event log of 0 bytes is called empty: ${name}`), async () => {
      await write(name, "");
      const { cause, title } = Titled.parse(await answer(spark.client, "diagnose_app", { app }));
      assert.deepEqual([cause, title], ["unknown", "Nothing in its logs could be read"]);
      assert.match(await gapsOf(app), /is empty: its writer ended/);
    });
  }
  const Titled = z.object({ cause: z.string(), title: z.string() });

  const isCutOff = (gaps: string): boolean => /ends in the middle/.test(gaps);
  for (const [how, content, cutOff] of [
    ["in one member", gzipSync(whole), false],
    ["in two members", Buffer.concat([gzipSync(beginning + failing), gzipSync(ending)]), false],
    ["without its last bytes", gzipSync(beginning + failing + ending.repeat(300)).subarray(0, -12), true],
  ] as const) {
    it(verifies("spark.codecs", `An event log that was compressed with gzip ${how} is read`), async () => {
      await write(`${app}.gz`, content);
      const diagnosis = await diagnosed(spark.client, app);
      assert.equal(diagnosis.cause, "bad-cast");
      assert.equal(isCutOff(diagnosis.gaps.join("; ")), cutOff);
    });
  }

  for (const [name, start, format] of [
    [`${app}.bz2`, "BZh91AY&SY", /bzip2/],
    [`${app}.xz`, "\xfd7zXZ\0\0", /with xz/],
    [app, "PK\x03\x04\x14\0", /ZIP/],
    [`${app}.lz4`, "\x04\x22\x4d\x18\x64\x40", /LZ4's own frame format/],
    [`${app}.lzf`, "ZV\x01\0\x10\0\x20", /LZF/],
    [`${app}.snappy`, "\xff\x06\0\0sNaPpY", /Snappy's framing format/],
  ] as const) {
    it(
      verifies("spark.codecs", `A format that is not read is named: ${name} that begins like ${format.source}`),
      async () => {
        await write(name, Buffer.from(`${start}${"\x11\x92".repeat(200)}`, "latin1"));
        const diagnosis = await diagnosed(spark.client, app);
        assert.equal(diagnosis.cause, "unknown");
        const gaps = diagnosis.gaps.join("; ");
        assert.match(gaps, format);
        assert.match(gaps, /which this server does not read: unpack it/);
      },
    );
  }
});

describe("text logs in strange files", () => {
  it(verifies("spark.unfinished", "A driver's log of 0 bytes is called empty"), async () => {
    const logs = await mkdtemp(join(tmpdir(), "drawbridge-logs-"));
    await mkdir(join(logs, app));
    await writeFile(join(logs, app, "stderr"), "");
    const spark = await startSpark({ SPARK_LOG_DIR: logs });
    try {
      await writeFile(join(spark.folder, app), whole);
      const { gaps }: Diagnosis = await diagnosed(spark.client, app);
      assert.ok(
        gaps.some((gap) => /stderr is empty$/.test(gap)),
        gaps.join("; "),
      );
    } finally {
      await spark.close();
      await rm(logs, { recursive: true });
    }
  });
});
