/**
 * The stream format of snappy-java's SnappyOutputStream, which Spark uses for `.snappy`: a header of 16 bytes (magic,
 * version, compatible version), then blocks, each preceded by its length (big endian). A file may hold several streams.
 */
import { uncompressSync } from "snappy";
import { blockReader, CutOff, maxBlockBytes } from "./blocks.ts";

const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const restOfHeader = magic.length - 4 + 8;

export async function* snappyBlocks(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const blocks = blockReader(file);
  let hasHeader = false;
  for (let prefix = await blocks.take(4); prefix !== null; prefix = await blocks.take(4)) {
    if (prefix.equals(magic.subarray(0, 4))) {
      const rest = await blocks.take(restOfHeader);
      if (rest === null) throw new CutOff("a header is incomplete");
      if (!rest.subarray(0, 4).equals(magic.subarray(4))) throw new CutOff("no snappy header");
      hasHeader = true;
      continue;
    }
    const length = prefix.readInt32BE();
    if (!hasHeader || length < 0 || length > maxBlockBytes) throw new CutOff("no snappy block where one should start");
    const block = await blocks.take(length);
    if (block === null) throw new CutOff("a block is incomplete");
    yield unpack(block);
  }
}

function unpack(block: Buffer): Buffer {
  if (lengthOf(block) > maxBlockBytes) throw new CutOff("a block is too large");
  try {
    const text = uncompressSync(block, { asBuffer: true });
    return Buffer.isBuffer(text) ? text : Buffer.from(text);
  } catch {
    throw new CutOff("a damaged snappy block");
  }
}

/** The uncompressed length at the start of a raw snappy block: a varint (format_description.txt §1). */
function lengthOf(block: Buffer): number {
  let length = 0;
  for (let index = 0; index < Math.min(block.length, 5); index += 1) {
    const byte = block.readUInt8(index);
    length += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return length;
  }
  return Number.POSITIVE_INFINITY;
}
