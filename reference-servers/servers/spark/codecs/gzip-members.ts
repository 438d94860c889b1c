/**
 * Gzip (RFC 1952), which Spark does not write itself: people and archives compress finished event logs with it. A file
 * may hold several members, one after the other.
 */
import { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { CutOff } from "./blocks.ts";

/** Each member ends with a checksum and the length of its text, modulo 2^32 (RFC 1952 §2.3.1). */
const lengthBytes = 4;

export async function* gzipMembers(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let end = Buffer.alloc(0);
  async function* stored(): AsyncGenerator<Buffer> {
    for await (const chunk of file) {
      end = Buffer.concat([end, chunk.subarray(-lengthBytes)]).subarray(-lengthBytes);
      yield chunk;
    }
  }
  const source = Readable.from(stored(), { highWaterMark: 1 });
  // With this, the text before an early end of the file is not lost.
  const text = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  source.on("error", (error) => text.destroy(error));
  let length = 0;
  try {
    for await (const chunk of source.pipe(text)) {
      length += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (source.errored !== null) throw source.errored;
    throw new CutOff(`damaged gzip data (${error instanceof Error ? error.name : "unknown"})`);
  } finally {
    source.destroy();
  }
  // The bytes at an early end are no length: as a number they are nearly always larger than the text.
  if (end.length < lengthBytes || end.readUInt32LE() > length) throw new CutOff("the last gzip member is incomplete");
}
