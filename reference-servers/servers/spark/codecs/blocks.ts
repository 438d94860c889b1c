/** Reads a file of length-prefixed blocks from a stream of chunks. It holds at most one block in memory. */

/** The text ends here: its writer had not finished, or the following bytes are damaged. */
export class CutOff extends Error {
  constructor(why: string) {
    super(`the log ends early: ${why}`);
    this.name = "CutOff";
  }
}

/**
 * Maximum bytes of a block. Spark writes far smaller ones (its default is 32 KiB to 4 MiB); a larger one is damage or
 * an attack.
 */
export const maxBlockBytes = 64 * 2 ** 20;

export interface BlockReader {
  /** Returns exactly `length` bytes; null at the end of the file. Throws CutOff if the file ends inside the block. */
  take(length: number): Promise<Buffer | null>;
}

export function blockReader(file: AsyncIterable<Buffer>): BlockReader {
  const chunks = file[Symbol.asyncIterator]();
  let pending: Buffer[] = [];
  let size = 0;
  return {
    async take(length) {
      while (size < length) {
        const next = await chunks.next();
        if (next.done === true) {
          if (size === 0) return null;
          throw new CutOff("a block is incomplete");
        }
        pending.push(next.value);
        size += next.value.length;
      }
      const all = pending.length === 1 ? pending[0] : Buffer.concat(pending);
      if (all === undefined) return Buffer.alloc(0);
      pending = [all.subarray(length)];
      size -= length;
      return all.subarray(0, length);
    },
  };
}
