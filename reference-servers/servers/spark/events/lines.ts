/**
 * Splits a text that arrives in chunks into lines. A line longer than the limit is skipped and counted; it is never
 * held in memory.
 */
import type { Bytes } from "../codecs/codec.ts";

const newline = 0x0a;

export interface Lines extends AsyncIterable<Buffer> {
  /** The number of lines that were longer than the limit. */
  readonly tooLong: () => number;
}

/** @param maxBytes bytes of the longest line that is yielded */
export function linesOf(text: Bytes, maxBytes: number): Lines {
  let tooLong = 0;
  async function* lines(): AsyncGenerator<Buffer> {
    let pending: Buffer[] = [];
    let size = 0;
    const join = (last: Buffer): Buffer | null => {
      const length = size + last.length;
      const line = length > maxBytes ? null : pending.length === 0 ? last : Buffer.concat([...pending, last], length);
      if (line === null) tooLong += 1;
      pending = [];
      size = 0;
      return line;
    };
    for await (const chunk of text) {
      let from = 0;
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
        const line = join(chunk.subarray(from, end));
        if (line !== null) yield line;
        from = end + 1;
      }
      const rest = chunk.subarray(from);
      size += rest.length;
      // Beyond the limit only the length matters.
      if (size <= maxBytes) pending.push(rest);
      else pending = [];
    }
    if (size > 0) {
      const line = join(Buffer.alloc(0));
      if (line !== null && line.length > 0) yield line;
    }
  }
  return { [Symbol.asyncIterator]: lines, tooLong: () => tooLong };
}
