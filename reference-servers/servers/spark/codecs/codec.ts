/**
 * How event logs are compressed. Spark names the codec in the last part of the file's name
 * (`spark.eventLog.compression.codec`, with the names of org.apache.spark.io.CompressionCodec). People and archives
 * compress logs again with other programs, so the first bytes of the content count before the name.
 */
import { createReadStream } from "node:fs";
import { CutOff } from "./blocks.ts";
import { gzipMembers } from "./gzip-members.ts";
import { lz4Blocks } from "./lz4-blocks.ts";
import { snappyBlocks } from "./snappy-blocks.ts";
import { zstdFrames } from "./zstd-frames.ts";

export type Codec = "zstd" | "lz4" | "snappy" | "gzip";
export type Bytes = AsyncIterable<Buffer>;

const codecOfEnding: Readonly<Record<string, Codec>> = {
  zstd: "zstd",
  zst: "zstd",
  lz4: "lz4",
  snappy: "snappy",
  gz: "gzip",
  gzip: "gzip",
};
/** Endings of compressed files that this server does not read, so that their application is found nevertheless. */
const compressedEnding = /\.(zstd|zst|lz4|snappy|gz|gzip|bz2|xz|lzf|lzo|zip|7z|br|Z)$/;

/** The codec in a file's name; null for plain text. */
export function codecOf(fileName: string): Codec | null {
  const ending = /\.(\w+)(\.inprogress)?$/.exec(fileName)?.[1] ?? "";
  return Object.hasOwn(codecOfEnding, ending) ? (codecOfEnding[ending] ?? null) : null;
}

/** A file's name without the endings of codecs. */
export const withoutCodec = (fileName: string): string => fileName.replace(compressedEnding, "");

export interface LogWatch {
  /** Called with the number of stored (compressed) bytes that were just read. */
  read(bytes: number): void;
  /** Called at most once, at the end, if the file is incomplete because its writer died or still writes. */
  onCutOff(): void;
  /** Called with the name of the format if the file is compressed in one that is not read. */
  onForeign(format: string): void;
}

/**
 * Yields a log file's text, decompressed while it is read. From an incomplete file it yields all complete blocks.
 * Throws if the file cannot be read at all.
 */
export async function* readLog(path: string, watch: LogWatch, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { signal, highWaterMark: chunkBytes });
  try {
    const { start, bytes } = await withStart(countBytes(file, watch));
    const foreign = foreignFormats.find(({ magic }) => start.subarray(0, magic.length).equals(magic));
    if (foreign !== undefined) {
      watch.onForeign(foreign.name);
      return;
    }
    const codec = ownFormats.find(({ magic }) => start.subarray(0, magic.length).equals(magic))?.codec ?? codecOf(path);
    yield* codec === null ? bytes : decoders[codec](bytes);
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    watch.onCutOff();
  } finally {
    file.destroy();
  }
}

const chunkBytes = 256 * 1024;

async function* countBytes(file: Bytes, { read }: LogWatch): AsyncGenerator<Buffer> {
  for await (const chunk of file) {
    read(chunk.length);
    yield chunk;
  }
}

/** The first chunk of a file, and all of its bytes. */
async function withStart(chunks: AsyncGenerator<Buffer>): Promise<{ readonly start: Buffer; readonly bytes: Bytes }> {
  const first = await chunks.next();
  if (first.done === true) return { start: Buffer.alloc(0), bytes: chunks };
  async function* all(): AsyncGenerator<Buffer> {
    yield first.value;
    yield* chunks;
  }
  return { start: first.value, bytes: all() };
}

const ownFormats: readonly { readonly magic: Buffer; readonly codec: Codec }[] = [
  { magic: Buffer.from([0x1f, 0x8b]), codec: "gzip" },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), codec: "zstd" },
  { magic: Buffer.from("LZ4Block"), codec: "lz4" },
  { magic: Buffer.from([0x82, 0x53, 0x4e, 0x41]), codec: "snappy" },
];

/** The first bytes of formats that Spark does not write, or that this server does not read. */
const foreignFormats: readonly { readonly magic: Buffer; readonly name: string }[] = [
  { magic: Buffer.from("BZh"), name: "bzip2" },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), name: "xz" },
  { magic: Buffer.from([0x50, 0x4b, 0x03, 0x04]), name: "ZIP" },
  { magic: Buffer.from([0x37, 0x7a, 0xbc, 0xaf]), name: "7z" },
  { magic: Buffer.from([0x89, 0x4c, 0x5a, 0x4f]), name: "lzop" },
  { magic: Buffer.from([0x04, 0x22, 0x4d, 0x18]), name: "LZ4's own frame format (Spark's .lz4 is another)" },
  { magic: Buffer.from([0xff, 0x06, 0x00, 0x00, 0x73]), name: "Snappy's framing format (Spark's .snappy is another)" },
  { magic: Buffer.from([0x5a, 0x56, 0x00]), name: "LZF" },
  { magic: Buffer.from([0x5a, 0x56, 0x01]), name: "LZF" },
];

const decoders: Readonly<Record<Codec, (file: Bytes) => Bytes>> = {
  zstd: zstdFrames,
  lz4: lz4Blocks,
  snappy: snappyBlocks,
  gzip: gzipMembers,
};
