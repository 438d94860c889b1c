/** Reading a file of length-prefixed blocks from a stream of chunks, without holding more than one block. */

/** The text ends here although its writer had not finished, or what follows is damaged. */
export class CutOff extends Error {
  constructor(why: string) {
    super(`the log ends early: ${why}`);
    this.name = "CutOff";
  }
}

/** No writer of Spark's makes blocks near this (its default is 32 KiB to 4 MiB): a larger one is damage or an attack. */
export const largestBlock = 64 * 2 ** 20;

export interface BlockReader {
  /** Exactly `length` bytes; null at a clean end. Throws CutOff where the file ends inside them. */
  take(length: number): Promise<Buffer | null>;
}

export function blockReader(file: AsyncIterable<Buffer>): BlockReader {
  const chunks = file[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let size = 0;
  return {
    async take(length) {
      while (size < length) {
        const next = await chunks.next();
        if (next.done === true) {
          if (size === 0) return null;
          throw new CutOff("a block is not whole");
        }
        held.push(next.value);
        size += next.value.length;
      }
      const all = held.length === 1 ? held[0] : Buffer.concat(held);
      if (all === undefined) return Buffer.alloc(0);
      held = [all.subarray(length)];
      size -= length;
      return all.subarray(0, length);
    },
  };
}
