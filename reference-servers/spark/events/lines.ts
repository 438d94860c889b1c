/** Lines of a text that arrives in chunks. A line longer than the bound is left out whole and counted, never held. */
import type { Bytes } from "../codecs/codec.ts";

const newline = 0x0a;

export interface Lines extends AsyncIterable<Buffer> {
  /** How many lines were longer than the bound. */
  readonly tooLong: () => number;
}

/** @param longest bytes of the longest line that is given */
export function linesOf(text: Bytes, longest: number): Lines {
  let tooLong = 0;
  async function* lines(): AsyncGenerator<Buffer> {
    let held: Buffer[] = [];
    let size = 0;
    const join = (last: Buffer): Buffer | null => {
      const length = size + last.length;
      const line = length > longest ? null : held.length === 0 ? last : Buffer.concat([...held, last], length);
      if (line === null) tooLong += 1;
      held = [];
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
      // Past the bound only the length matters.
      if (size <= longest) held.push(rest);
      else held = [];
    }
    if (size > 0) {
      const line = join(Buffer.alloc(0));
      if (line !== null && line.length > 0) yield line;
    }
  }
  return { [Symbol.asyncIterator]: lines, tooLong: () => tooLong };
}
