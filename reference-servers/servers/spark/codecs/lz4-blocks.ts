/**
 * The frame format of lz4-java's LZ4BlockOutputStream, which Spark uses for `.lz4`; it is not LZ4's own frame format.
 * Header: "LZ4Block", a token (method in the high nibble), compressed length, length, checksum (little endian).
 */
import { uncompressSync } from "lz4-napi";
import { blockReader, CutOff, maxBlockBytes } from "./blocks.ts";

const magic = "LZ4Block";
const headerBytes = magic.length + 1 + 4 + 4 + 4;
const methodStored = 0x10;
const methodLz4 = 0x20;

export async function* lz4Blocks(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const blocks = blockReader(file);
  for (let header = await blocks.take(headerBytes); header !== null; header = await blocks.take(headerBytes)) {
    if (header.toString("latin1", 0, magic.length) !== magic) throw new CutOff("no LZ4 block where one should start");
    const method = header.readUInt8(magic.length) & 0xf0;
    const packed = header.readInt32LE(magic.length + 1);
    const length = header.readInt32LE(magic.length + 5);
    // An empty block closes the stream; another stream may follow it in the same file.
    if (length === 0) continue;
    if (packed < 0 || length < 0 || packed > maxBlockBytes || length > maxBlockBytes)
      throw new CutOff("a block is too large");
    const block = await blocks.take(packed);
    if (block === null) throw new CutOff("a block is incomplete");
    yield unpack(block, method, length);
  }
}

function unpack(block: Buffer, method: number, length: number): Buffer {
  if (method === methodStored) return block;
  if (method !== methodLz4) throw new CutOff("an unknown LZ4 method");
  // The library expects the length in front of the block, as its own writer puts it there.
  const prefixed = Buffer.allocUnsafe(4 + block.length);
  prefixed.writeUInt32LE(length);
  block.copy(prefixed, 4);
  try {
    return uncompressSync(prefixed);
  } catch {
    throw new CutOff("a damaged LZ4 block");
  }
}
