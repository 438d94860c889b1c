import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, createZstdCompress, zstdCompressSync } from "node:zlib";
import { compressSync as lz4 } from "lz4-napi";
import { compressSync as snappy } from "snappy";
import { verifies } from "../../support/verifies.ts";
import { diagnosed, failedLog, type RunningSpark, startSpark, writeFailed } from "./running-spark.ts";

const app = "app-20260101000000-0001";
const { beginning, failing, ending, whole } = failedLog(app);

/** A block of lz4-java's LZ4BlockOutputStream. */
function lz4Block(text: string): Buffer {
  const packed = lz4(Buffer.from(text)).subarray(4);
  const header = Buffer.alloc(21);
  header.write("LZ4Block", "latin1");
  header.writeUInt8(0x26, 8);
  header.writeInt32LE(packed.length, 9);
  header.writeInt32LE(Buffer.byteLength(text), 13);
  return Buffer.concat([header, packed]);
}

/** A stream of snappy-java's SnappyOutputStream: a header, then blocks with their length in front. */
function snappyStream(...texts: readonly string[]): Buffer {
  const blocks = texts.flatMap((text) => {
    const packed = snappy(Buffer.from(text));
    const length = Buffer.alloc(4);
    length.writeInt32BE(packed.length);
    return [length, packed];
  });
  return Buffer.concat([Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]), ...blocks]);
}

describe("event logs", () => {
  let spark: RunningSpark;
  beforeEach(async () => {
    spark = await startSpark();
  });
  afterEach(() => spark.close());

  const write = (name: string, content: string | Buffer): Promise<void> => writeFile(join(spark.folder, name), content);
  const knownGaps = [/^no log of its driver was read/];

  for (const [how, name, content] of [
    ["plain text", app, Buffer.from(whole)],
    [
      "several Zstandard frames",
      `${app}.zstd`,
      Buffer.concat([beginning, failing, ending].map((text) => zstdCompressSync(text))),
    ],
    ["blocks of lz4-java", `${app}.lz4`, Buffer.concat([lz4Block(beginning), lz4Block(failing + ending)])],
    ["blocks of snappy-java", `${app}.snappy`, snappyStream(beginning, failing, ending)],
    [
      "streams of snappy-java, one after the other",
      `${app}.snappy`,
      Buffer.concat([snappyStream(beginning), snappyStream(failing + ending)]),
    ],
  ] as const) {
    it(verifies("spark.codecs", `The Spark server reads event logs stored as ${how}`), async () => {
      await write(name, content);
      const { cause, gaps } = await diagnosed(spark.client, app);
      assert.equal(cause, "bad-cast");
      assert.deepEqual(
        gaps.map((gap) => knownGaps.some((pattern) => pattern.test(gap))),
        [true],
      );
    });
  }

  it(
    verifies("spark.unfinished", "A truncated event log is diagnosed as far as it goes, and the answer says so"),
    async () => {
      const frames = Buffer.concat([zstdCompressSync(beginning + failing), zstdCompressSync(ending.repeat(50))]);
      await write(`${app}.zstd.inprogress`, frames.subarray(0, frames.length - 9));
      const { cause, gaps } = await diagnosed(spark.client, app);
      assert.equal(cause, "bad-cast");
      assert.ok(gaps.some((gap) => gap.includes("ends in the middle")));
      assert.ok(gaps.some((gap) => gap.includes("had not finished")));
    },
  );

  it(
    verifies("spark.unfinished", "An event log whose last frame is still open is read to its last complete block"),
    async () => {
      const open = createZstdCompress();
      const parts: Buffer[] = [];
      open.on("data", (part: Buffer) => parts.push(part));
      for (const text of [beginning, failing]) {
        open.write(text);
        await new Promise<void>((done) => open.flush(constants.ZSTD_e_flush, done));
      }
      await write(`${app}.zstd.inprogress`, Buffer.concat(parts));
      open.destroy();
      const { cause, gaps } = await diagnosed(spark.client, app);
      assert.equal(cause, "bad-cast");
      assert.ok(gaps.some((gap) => gap.includes("ends in the middle")));
    },
  );

  it(verifies("spark.unfinished", "An event log with a damaged part is read up to that part"), async () => {
    const damaged = zstdCompressSync(ending.repeat(50), { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    damaged.fill(0xff, 12, 30);
    await write(`${app}.zstd`, Buffer.concat([zstdCompressSync(beginning + failing), damaged]));
    const { cause, gaps } = await diagnosed(spark.client, app);
    assert.equal(cause, "bad-cast");
    assert.ok(
      gaps.some((gap) => gap.includes("ends in the middle")),
      gaps.join("; "),
    );
  });

  it(
    verifies("spark.unfinished", "An event log with an incomplete last event is diagnosed, and the answer says so"),
    async () => {
      await write(`${app}.inprogress`, beginning + failing + ending.slice(0, 20));
      const { cause, gaps } = await diagnosed(spark.client, app);
      assert.equal(cause, "bad-cast");
      assert.ok(gaps.includes("1 line is incomplete"), gaps.join("; "));
    },
  );

  it(
    verifies("spark.unfinished", "An event log without an end and without a failure is not reported as healthy"),
    async () => {
      await write(`${app}.inprogress`, beginning);
      assert.equal((await diagnosed(spark.client, app)).cause, "unknown");
    },
  );

  it(verifies("spark.unfinished", "An event log that has grown is read again"), async () => {
    await write(`${app}.inprogress`, beginning);
    assert.equal((await diagnosed(spark.client, app)).cause, "unknown");
    await write(`${app}.inprogress`, beginning + failing);
    assert.equal((await diagnosed(spark.client, app)).cause, "bad-cast");
  });

  it(verifies("spark.load", "The Spark server reads event logs for fifty callers at the same time"), async () => {
    const apps = Array.from({ length: 10 }, (_, index) => `app-20260101000000-01${index}0`);
    await Promise.all(apps.map((each) => writeFailed(spark.folder, each)));
    const requested = Array.from({ length: 50 }, (_, index) => apps[index % apps.length] ?? app);
    const answers = await Promise.all(requested.map((each) => diagnosed(spark.client, each)));
    assert.deepEqual(
      answers.map(({ app: id, cause }) => [id, cause]),
      requested.map((each) => [each, "bad-cast"]),
    );
  });
});
