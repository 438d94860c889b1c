/**
 * Zstandard as Spark writes event logs: a frame for every flush, one after the other (RFC 8878 §3.1), the last one open
 * while the application runs. Node's decompressor ends with the first frame, so frames are told apart here, by the
 * lengths that their blocks carry, and given to it one by one.
 */
import { Readable } from "node:stream";
import { createZstdDecompress, zstdDecompressSync } from "node:zlib";
import { type BlockReader, blockReader, CutOff } from "./blocks.ts";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
/** Compressed bytes of a frame that is decompressed at one go; most are a few KiB, and a stream costs more than they do. */
const smallFrame = 64 * 1024;
/** Bytes that a small frame may become at one go; one that becomes more is streamed. */
const smallText = 8 * 2 ** 20;

export async function* zstdFrames(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bytes = blockReader(file);
  for (let magic = await bytes.take(4); magic !== null; magic = await bytes.take(4)) {
    const number = magic.readUInt32LE();
    if ((number & 0xfffffff0) >>> 0 === skippableMagic) await skip(bytes);
    else if (number === frameMagic) yield* textOf(frameParts(magic, bytes));
    else throw new CutOff("no Zstandard frame where one should begin");
  }
}

async function skip(bytes: BlockReader): Promise<void> {
  let left = (await whole(bytes, 4)).readUInt32LE();
  while (left > 0) {
    const part = Math.min(left, smallFrame);
    await whole(bytes, part);
    left -= part;
  }
}

/** A frame's bytes part by part: its header (§3.1.1.1), each block (§3.1.1.2), its checksum. */
async function* frameParts(magic: Buffer, bytes: BlockReader): AsyncGenerator<Buffer> {
  const descriptor = await whole(bytes, 1);
  const flags = descriptor.readUInt8();
  const single = (flags & 0x20) !== 0;
  const window = single ? 0 : 1;
  const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentSize = [single ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  yield Buffer.concat([magic, descriptor, await whole(bytes, window + dictionary + contentSize)]);
  for (let last = false; !last; ) {
    const header = await whole(bytes, 3);
    const number = header.readUIntLE(0, 3);
    last = (number & 1) === 1;
    const type = (number >> 1) & 3;
    const size = type === rleBlock ? 1 : number >> 3;
    yield Buffer.concat([header, await whole(bytes, size)]);
  }
  if ((flags & 4) !== 0) yield await whole(bytes, 4);
}

const rleBlock = 1;

async function whole(bytes: BlockReader, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const taken = await bytes.take(length);
  if (taken === null) throw new CutOff("a frame is not whole");
  return taken;
}

async function* textOf(parts: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const held: Buffer[] = [];
  let size = 0;
  let cut: CutOff | null = null;
  try {
    for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
      held.push(next.value);
      size += next.value.length;
      if (size > smallFrame) break;
    }
  } catch (error) {
    if (!(error instanceof CutOff)) throw error;
    cut = error;
  }
  const small = cut === null && size <= smallFrame ? atOneGo(Buffer.concat(held, size)) : null;
  if (small !== null) {
    yield small;
    return;
  }
  yield* streamed(chain(held, cut === null ? parts : null));
  if (cut !== null) throw cut;
}

/** Null where it becomes too much to hold. */
function atOneGo(frame: Buffer): Buffer | null {
  try {
    return zstdDecompressSync(frame, { maxOutputLength: smallText });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") return null;
    throw new CutOff("a damaged Zstandard frame");
  }
}

async function* chain(held: readonly Buffer[], more: AsyncGenerator<Buffer> | null): AsyncGenerator<Buffer> {
  yield* held;
  if (more !== null) yield* more;
}

async function* streamed(parts: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(parts);
  const frame = createZstdDecompress();
  source.on("error", (error) => frame.destroy(error));
  try {
    yield* source.pipe(frame);
  } catch (error) {
    if (error instanceof CutOff || source.errored === null || source.errored instanceof CutOff) {
      throw new CutOff("a frame is not whole");
    }
    throw error;
  } finally {
    source.destroy();
  }
}
