/** Splits a bridge's bytes into lines. No line can grow without limit. */
import { type Envelope, envelopeOf, LineScanner } from "../../kernel/line-scanner.ts";

/** Longest line (bytes) that is read. The sender of a longer line gets an error, and the line takes no memory. */
export const maxLineBytes = 32 * 1024 * 1024;

const newline = 0x0a;
const lineEnd = Buffer.of(newline);

export class LineReader {
  readonly #maxBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Scans the rest of a line that is too long to keep, to find its id. */
  #overlong: LineScanner | null = null;

  constructor(maxBytes = maxLineBytes) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Calls `onLine` for each line that ends in the chunk, with null for one that was too long. The envelope is made only
   * on request, because a line that can be parsed needs none.
   */
  take(chunk: Buffer, onLine: (envelope: () => Envelope, line: Buffer | null) => void): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      this.#endLine(onLine);
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #keep(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes < this.#maxBytes) {
      this.#pieces.push(piece);
      return;
    }
    this.#overlong ??= new LineScanner();
    for (const each of [...this.#pieces, piece]) this.#overlong.scan(each, () => {});
    this.#pieces = [];
  }

  #endLine(onLine: (envelope: () => Envelope, line: Buffer | null) => void): void {
    const [only = lineEnd, ...more] = this.#pieces;
    const empty = this.#bytes === 0;
    const overlong = this.#overlong;
    const line = more.length === 0 ? only : Buffer.concat([only, ...more]);
    this.#pieces = [];
    this.#bytes = 0;
    this.#overlong = null;
    if (overlong) overlong.scan(lineEnd, (envelope) => onLine(() => envelope, null));
    else if (!empty) onLine(() => envelopeOf([line]), line);
  }
}
