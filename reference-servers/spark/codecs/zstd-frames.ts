/**
 * Zstandard as Spark writes event logs: a frame for every flush, one after the other (RFC 8878 §3.1), the last one open
 * while the application runs. Node's decompressor goes on with a next frame only where that begins with a chunk of its
 * own, so frames are told apart here, by the lengths that their blocks carry.
 */
import { Readable } from "node:stream";
import { constants, createZstdDecompress } from "node:zlib";
import { type BlockReader, blockReader, CutOff } from "./blocks.ts";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
/** Bytes of text given at a time: each costs a turn of the event loop. */
const chunkBytes = 256 * 1024;
const decompression = {
  chunkSize: chunkBytes,
  // A frame that is open at the end is no error: what is whole of it was given.
  finishFlush: constants.ZSTD_e_flush,
  // One chunk waits at the most, so that damage which comes next takes no text with it.
  readableHighWaterMark: 1,
};
/** Bytes of a frame handed over at a time; most frames are a few KiB. */
const partBytes = 64 * 1024;

export async function* zstdFrames(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let cut: CutOff | null = null;
  /** Ends where the file does, also where that is inside a frame: what was whole before is text all the same. */
  async function* wholeParts(): AsyncGenerator<Buffer> {
    try {
      yield* frames(blockReader(file));
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      cut = error;
    }
  }
  const source = Readable.from(wholeParts(), { highWaterMark: 1 });
  const text = createZstdDecompress(decompression);
  source.on("error", (error) => text.destroy(error));
  try {
    yield* source.pipe(text);
  } catch (error) {
    if (source.errored !== null) throw source.errored;
    throw cut ?? new CutOff(`a damaged Zstandard frame (${error instanceof Error ? error.name : "unknown"})`);
  } finally {
    source.destroy();
  }
  if (cut !== null) throw cut;
}

/** The frames' bytes, in parts of which none goes beyond its frame. */
async function* frames(bytes: BlockReader): AsyncGenerator<Buffer> {
  for (let magic = await bytes.take(4); magic !== null; magic = await bytes.take(4)) {
    const number = magic.readUInt32LE();
    if ((number & 0xfffffff0) >>> 0 === skippableMagic) await skip(bytes);
    else if (number === frameMagic) yield* partsOf(magic, bytes);
    else throw new CutOff("no Zstandard frame where one should begin");
  }
}

async function skip(bytes: BlockReader): Promise<void> {
  let left = (await whole(bytes, 4)).readUInt32LE();
  while (left > 0) {
    const part = Math.min(left, partBytes);
    await whole(bytes, part);
    left -= part;
  }
}

/** One frame: its header (§3.1.1.1), its blocks (§3.1.1.2), its checksum. */
async function* partsOf(magic: Buffer, bytes: BlockReader): AsyncGenerator<Buffer> {
  const descriptor = await whole(bytes, 1);
  const flags = descriptor.readUInt8();
  const single = (flags & 0x20) !== 0;
  const window = single ? 0 : 1;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentSize = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  let held = [magic, descriptor, await whole(bytes, window + dictionary + contentSize)];
  let size = 0;
  try {
    for (let last = false; !last; ) {
      const header = await whole(bytes, 3);
      const number = header.readUIntLE(0, 3);
      last = (number & 1) === 1;
      const type = (number >> 1) & 3;
      const block = await whole(bytes, type === rleBlock ? 1 : number >> 3);
      held.push(header, block);
      size += block.length;
      if (size < partBytes) continue;
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
    if ((flags & 4) !== 0) held.push(await whole(bytes, 4));
  } catch (error) {
    // Where the frame is cut off, its blocks so far are whole.
    yield Buffer.concat(held);
    throw error;
  }
  yield Buffer.concat(held);
}

const rleBlock = 1;

async function whole(bytes: BlockReader, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const taken = await bytes.take(length);
  if (taken === null) throw new CutOff("a frame is not whole");
  return taken;
}
