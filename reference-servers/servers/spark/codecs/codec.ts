/**
 * How Spark compresses event logs. The codec is the last part of the file's name (`spark.eventLog.compression.codec`,
 * with the names of org.apache.spark.io.CompressionCodec). The file's content does not name it.
 */
import { createReadStream } from "node:fs";
import { CutOff } from "./blocks.ts";
import { lz4Blocks } from "./lz4-blocks.ts";
import { snappyBlocks } from "./snappy-blocks.ts";
import { zstdFrames } from "./zstd-frames.ts";

export type Codec = "zstd" | "lz4" | "snappy";
export type Bytes = AsyncIterable<Buffer>;

/** The codec in a file's name; null for plain text. */
export function codecOf(fileName: string): Codec | null {
  const ending = /\.(zstd|lz4|snappy)(\.inprogress)?$/.exec(fileName)?.[1];
  return ending === "zstd" || ending === "lz4" || ending === "snappy" ? ending : null;
}

export interface LogWatch {
  /** Called with the number of stored (compressed) bytes that were just read. */
  read(bytes: number): void;
  /** Called at most once, at the end, if the file is incomplete because its writer died or still writes. */
  onCutOff(): void;
}

/**
 * Yields a log file's text, decompressed while it is read. From an incomplete file it yields all complete blocks.
 * Throws if the file cannot be read at all.
 */
export async function* readLog(path: string, watch: LogWatch, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { signal, highWaterMark: chunkBytes });
  const codec = codecOf(path);
  const bytes = countBytes(file, watch);
  try {
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

const decoders: Readonly<Record<Codec, (file: Bytes) => Bytes>> = {
  zstd: zstdFrames,
  lz4: lz4Blocks,
  snappy: snappyBlocks,
};
