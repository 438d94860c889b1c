/**
 * The stream format of snappy-java's SnappyOutputStream, which Spark uses for `.snappy`: a header of 16 bytes (magic,
 * version, compatible version), then blocks, each with its length in front (big endian). Streams may follow each other.
 */
import { uncompressSync } from "snappy";
import { blockReader, CutOff, largestBlock } from "./blocks.ts";

const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const restOfHeader = magic.length - 4 + 8;

export async function* snappyBlocks(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const blocks = blockReader(file);
  let begun = false;
  for (let prefix = await blocks.take(4); prefix !== null; prefix = await blocks.take(4)) {
    if (prefix.equals(magic.subarray(0, 4))) {
      const rest = await blocks.take(restOfHeader);
      if (rest === null) throw new CutOff("a header is not whole");
      if (!rest.subarray(0, 4).equals(magic.subarray(4))) throw new CutOff("no snappy header");
      begun = true;
      continue;
    }
    const length = prefix.readInt32BE();
    if (!begun || length < 0 || length > largestBlock) throw new CutOff("no snappy block where one should begin");
    const block = await blocks.take(length);
    if (block === null) throw new CutOff("a block is not whole");
    yield unpack(block);
  }
}

function unpack(block: Buffer): Buffer {
  if (lengthOf(block) > largestBlock) throw new CutOff("a block is too large");
  try {
    const text = uncompressSync(block, { asBuffer: true });
    return Buffer.isBuffer(text) ? text : Buffer.from(text);
  } catch {
    throw new CutOff("a damaged snappy block");
  }
}

/** The uncompressed length in front of a raw snappy block: a varint (format_description.txt §1). */
function lengthOf(block: Buffer): number {
  let length = 0;
  for (let index = 0; index < Math.min(block.length, 5); index += 1) {
    const byte = block.readUInt8(index);
    length += (byte & 0x7f) * 2 ** (7 * index);
    if ((byte & 0x80) === 0) return length;
  }
  return Number.POSITIVE_INFINITY;
}
