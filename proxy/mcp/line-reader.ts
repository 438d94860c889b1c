/** A bridge's bytes as lines, of which none may grow without bound. */
import { type Envelope, LineScanner } from "../bridge/line-scanner.ts";

/** Longest line (bytes) that is taken; a longer one costs its sender an error, and nobody memory. */
export const longestLine = 32 * 1024 * 1024;

export class LineReader {
  readonly #scanner = new LineScanner();
  readonly #longest: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(longest = longestLine) {
    this.#longest = longest;
  }

  /** Calls `onLine` for each line that ends in the chunk; with null in place of one that was too long. */
  take(chunk: Buffer, onLine: (envelope: Envelope, line: Buffer | null) => void): void {
    let start = 0;
    this.#scanner.scan(chunk, (envelope, end) => {
      this.#keep(chunk.subarray(start, end - 1));
      const line = envelope.bytes > this.#longest ? null : this.#joined();
      start = end;
      this.#pieces = [];
      this.#bytes = 0;
      if (envelope.bytes > 1) onLine(envelope, line);
    });
    this.#keep(chunk.subarray(start));
  }

  #keep(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#longest) this.#pieces = [];
    else if (piece.length > 0) this.#pieces.push(piece);
  }

  #joined(): Buffer {
    const [only, ...more] = this.#pieces;
    return only && more.length === 0 ? only : Buffer.concat(this.#pieces);
  }
}
