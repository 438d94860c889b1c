/**
 * How Spark compresses event logs: the codec is the last part of a file's name (`spark.eventLog.compression.codec`;
 * org.apache.spark.io.CompressionCodec names them so), and is not told inside.
 */
import { createReadStream } from "node:fs";
import { CutOff } from "./blocks.ts";
import { lz4Blocks } from "./lz4-blocks.ts";
import { snappyBlocks } from "./snappy-blocks.ts";
import { zstdFrames } from "./zstd-frames.ts";

export type Codec = "zstd" | "lz4" | "snappy";
export type Bytes = AsyncIterable<Buffer>;

/** The codec that a file's name tells; null for plain text. */
export function codecOf(fileName: string): Codec | null {
  const ending = /\.(zstd|lz4|snappy)(\.inprogress)?$/.exec(fileName)?.[1];
  return ending === "zstd" || ending === "lz4" || ending === "snappy" ? ending : null;
}

export interface LogWatch {
  /** So many more bytes of the file were read, as they are stored. */
  read(bytes: number): void;
  /** The file ends in the middle: its writer died, or still writes. Called at most once, at the end. */
  cut(): void;
}

/**
 * A log file's text, decompressed as it is read. Of a file that was cut off, what is whole is given. Throws where the
 * file cannot be read at all.
 */
export async function* readLog(path: string, watch: LogWatch, signal: AbortSignal): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { signal, highWaterMark: chunkBytes });
  const codec = codecOf(path);
  const bytes = watched(file, watch);
  try {
    yield* codec === null ? bytes : decoders[codec](bytes);
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    watch.cut();
  } finally {
    file.destroy();
  }
}

const chunkBytes = 256 * 1024;

async function* watched(file: Bytes, { read }: LogWatch): AsyncGenerator<Buffer> {
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
