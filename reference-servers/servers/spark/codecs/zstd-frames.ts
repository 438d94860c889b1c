/**
 * Zstandard as Spark writes event logs: one frame for each flush (RFC 8878 §3.1); the last frame is open while the
 * application runs. Node's decompressor continues with the next frame only if that frame starts a new chunk. So this
 * module splits the file into frames, by the lengths in the block headers.
 */
import { Readable } from "node:stream";
import { constants, createZstdDecompress } from "node:zlib";
import { type BlockReader, blockReader, CutOff } from "./blocks.ts";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
/** Bytes of text in one chunk: each chunk costs a turn of the event loop. */
const chunkBytes = 256 * 1024;
const decompression = {
  chunkSize: chunkBytes,
  // An open frame at the end is no error: its complete blocks were yielded.
  finishFlush: constants.ZSTD_e_flush,
  // Buffer at most one chunk, so that damaged bytes after it do not discard more text.
  readableHighWaterMark: 1,
};
/** Bytes of a frame that are passed on at a time; most frames are a few KiB. */
const partBytes = 64 * 1024;

export async function* zstdFrames(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let cutOff: CutOff | null = null;
  /** Ends with the file, even inside a frame, because the complete blocks before that are valid text. */
  async function* completeParts(): AsyncGenerator<Buffer> {
    try {
      yield* frames(blockReader(file));
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      cutOff = error;
    }
  }
  const source = Readable.from(completeParts(), { highWaterMark: 1 });
  const text = createZstdDecompress(decompression);
  source.on("error", (error) => text.destroy(error));
  try {
    yield* source.pipe(text);
  } catch (error) {
    if (source.errored !== null) throw source.errored;
    throw cutOff ?? new CutOff(`a damaged Zstandard frame (${error instanceof Error ? error.name : "unknown"})`);
  } finally {
    source.destroy();
  }
  if (cutOff !== null) throw cutOff;
}

/** The bytes of the frames, in parts. No part crosses the end of a frame. */
async function* frames(bytes: BlockReader): AsyncGenerator<Buffer> {
  for (let magic = await bytes.take(4); magic !== null; magic = await bytes.take(4)) {
    const number = magic.readUInt32LE();
    if ((number & 0xfffffff0) >>> 0 === skippableMagic) await skip(bytes);
    else if (number === frameMagic) yield* partsOf(magic, bytes);
    else throw new CutOff("no Zstandard frame where one should start");
  }
}

async function skip(bytes: BlockReader): Promise<void> {
  let remaining = (await takeAll(bytes, 4)).readUInt32LE();
  while (remaining > 0) {
    const part = Math.min(remaining, partBytes);
    await takeAll(bytes, part);
    remaining -= part;
  }
}

/** One frame: its header (§3.1.1.1), its blocks (§3.1.1.2), its checksum. */
async function* partsOf(magic: Buffer, bytes: BlockReader): AsyncGenerator<Buffer> {
  const descriptor = await takeAll(bytes, 1);
  const flags = descriptor.readUInt8();
  const isSingleSegment = (flags & 0x20) !== 0;
  const window = isSingleSegment ? 0 : 1;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  let pending = [magic, descriptor, await takeAll(bytes, window + dictionary + contentSize)];
  let size = 0;
  try {
    for (let last = false; !last; ) {
      const header = await takeAll(bytes, 3);
      const number = header.readUIntLE(0, 3);
      last = (number & 1) === 1;
      const type = (number >> 1) & 3;
      const block = await takeAll(bytes, type === rleBlock ? 1 : number >> 3);
      pending.push(header, block);
      size += block.length;
      if (size < partBytes) continue;
      yield Buffer.concat(pending);
      pending = [];
      size = 0;
    }
    if ((flags & 4) !== 0) pending.push(await takeAll(bytes, 4));
  } catch (error) {
    // The blocks before the cut are complete.
    yield Buffer.concat(pending);
    throw error;
  }
  yield Buffer.concat(pending);
}

const rleBlock = 1;

async function takeAll(bytes: BlockReader, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const block = await bytes.take(length);
  if (block === null) throw new CutOff("a frame is incomplete");
  return block;
}
