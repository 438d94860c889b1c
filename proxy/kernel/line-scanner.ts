/**
 * Reads newline-delimited JSON-RPC as a stream, and reports only the envelope of each line. It makes one pass over the
 * bytes, without recursion and without copying the body: a line of 100 MiB takes no memory, and a nesting of a million
 * levels takes a counter. It does not validate. A JSON string holds no raw newline, so a newline always ends the line,
 * and a malformed line can only give itself a wrong envelope.
 */

/** What is read of a line. `id` and `cancels` are JSON text, so that they can be repeated exactly. */
export interface Envelope {
  readonly id: string | null;
  readonly method: string | null;
  /** `params.requestId`: the request that a cancellation means. */
  readonly cancels: string | null;
  /** `result.resultType` (2026-07-28), as JSON text. */
  readonly resultType: string | null;
  /** Offset of the result's opening brace in the line; -1 if the result is not an object. */
  readonly resultAt: number;
  /** Offset of the opening brace of `params._meta` in the line; -1 if that is not an object. */
  readonly metaAt: number;
  /** Length of the line, including its newline. */
  readonly bytes: number;
  /** Whether the line is one object whose brackets and strings are all closed. */
  readonly whole: boolean;
}

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const space = 0x20;

/** The envelope has no members below this depth. */
const deepest = 2;

/** A longer key, id or method is cut. Real ones are shorter. */
const maxTokenBytes = 1024;

const ascii = /^[ -~]*$/;

export class LineScanner {
  #bytes = 0;
  #depth = 0;
  #closed = false;
  #broken = false;
  #inString = false;
  #escaped = false;
  /** Whether the container at depth 1 and 2 is an object, and whether the next string in it is a key. */
  #object = [false, false, false];
  #keyNext = [false, false, false];
  #key = ["", "", ""];
  #capturing: "key" | "string" | "scalar" | null = null;
  #token = "";
  #id: string | null = null;
  #method: string | null = null;
  #cancels: string | null = null;
  #resultType: string | null = null;
  #resultAt = -1;
  #metaAt = -1;

  /** Whether a line has begun and has not ended. */
  get midLine(): boolean {
    return this.#bytes > 0;
  }

  /** Scans a chunk. `onLine` gets each line that ends in it, and the offset in the chunk right after its newline. */
  scan(chunk: Buffer, onLine: (envelope: Envelope, end: number) => void): void {
    let start = 0;
    for (;;) {
      // Find the newline first, so that the other loops need not compare each byte of a long line with it.
      const feed = chunk.indexOf(newline, start);
      const end = feed === -1 ? chunk.length : feed;
      let i = start;
      while (i < end) i = this.#scanOn(chunk, i, end, start);
      if (feed === -1) break;
      this.#bytes += end + 1 - start;
      start = end + 1;
      onLine(this.#take(), start);
    }
    this.#bytes += chunk.length - start;
  }

  #scanOn(chunk: Buffer, from: number, end: number, lineStart: number): number {
    if (this.#depth > deepest) return this.#scanDeep(chunk, from, end);
    return this.#inString ? this.#scanString(chunk, from, end) : this.#scanStructure(chunk, from, end, lineStart);
  }

  /**
   * Scans what is deeper than the envelope, where most bytes of a long line are. Only strings and brackets matter
   * there. Returns the offset after the bracket that ends that part, or `end`.
   */
  #scanDeep(chunk: Buffer, from: number, end: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let i = this.#escaped ? from + 1 : from;
    while (i < end && depth > deepest) {
      if (inString) {
        i = closingQuote(chunk, i, end);
        if (i >= end) break;
        inString = false;
      } else {
        const byte = chunk[i];
        if (byte === quote) inString = true;
        else if (byte === openBrace || byte === openBracket) depth += 1;
        else if (byte === closeBrace || byte === closeBracket) depth -= 1;
      }
      i += 1;
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = i > end;
    return Math.min(i, end);
  }

  /** Scans from inside a string. Returns the offset after its closing quote, or `end`. */
  #scanString(chunk: Buffer, from: number, end: number): number {
    const i = closingQuote(chunk, this.#escaped ? from + 1 : from, end);
    this.#escaped = i > end;
    if (this.#capturing) this.#keep(chunk, from, Math.min(i, end));
    if (i >= end) return end;
    this.#inString = false;
    if (this.#capturing) this.#endToken();
    return i + 1;
  }

  /** Scans from outside a string. Returns the offset after the quote that opens one, or `end`. */
  #scanStructure(chunk: Buffer, from: number, end: number, lineStart: number): number {
    for (let i = from; i < end; i += 1) {
      const byte = chunk[i] ?? 0;
      if (this.#capturing === "scalar") {
        if (byte !== comma && byte !== closeBrace && byte > space) {
          this.#keep(chunk, i, i + 1);
          continue;
        }
        this.#endToken();
      }
      switch (byte) {
        case quote:
          this.#inString = true;
          this.#beginString();
          return i + 1;
        case openBrace:
        case openBracket:
          this.#open(byte === openBrace, this.#bytes + i - lineStart);
          break;
        case closeBrace:
        case closeBracket:
          this.#close();
          break;
        case comma:
          if (this.#depth <= deepest) this.#keyNext[this.#depth] = this.#object[this.#depth] ?? false;
          break;
        case colon:
          if (this.#depth <= deepest) this.#keyNext[this.#depth] = false;
          break;
        default:
          if (byte > space) this.#other(chunk, i);
      }
    }
    return end;
  }

  #open(object: boolean, offset: number): void {
    if (this.#closed) this.#broken = true;
    if (object && this.#depth === 1 && this.#key[1] === "result") this.#resultAt = offset;
    if (object && this.#depth === 2 && this.#key[1] === "params" && this.#key[2] === "_meta") this.#metaAt = offset;
    this.#depth += 1;
    if (this.#depth > deepest) return;
    this.#object[this.#depth] = object;
    this.#keyNext[this.#depth] = object;
    this.#key[this.#depth] = "";
  }

  #close(): void {
    this.#depth -= 1;
    if (this.#depth === 0) this.#closed = true;
    if (this.#depth < 0) this.#broken = true;
  }

  #beginString(): void {
    this.#token = "";
    if (this.#depth === 0) this.#broken = true;
    else if (this.#depth <= deepest && this.#keyNext[this.#depth]) this.#capturing = "key";
    else if (this.#wanted()) this.#capturing = "string";
  }

  #other(chunk: Buffer, i: number): void {
    if (this.#depth === 0) this.#broken = true;
    else if (!this.#keyNext[this.#depth] && this.#wanted()) {
      this.#token = "";
      this.#capturing = "scalar";
      this.#keep(chunk, i, i + 1);
    }
  }

  /** Whether the value that begins here belongs to the envelope. */
  #wanted(): boolean {
    const [, first, second] = this.#key;
    if (this.#depth === 1) return first === "id" || first === "method";
    if (this.#depth !== 2) return false;
    return (first === "params" && second === "requestId") || (first === "result" && second === "resultType");
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    const room = maxTokenBytes - this.#token.length;
    if (room > 0) this.#token += chunk.toString("latin1", from, Math.min(to, from + room));
  }

  #endToken(): void {
    const kind = this.#capturing;
    this.#capturing = null;
    const text = ascii.test(this.#token) ? this.#token : Buffer.from(this.#token, "latin1").toString("utf8");
    if (kind === "key") {
      this.#key[this.#depth] = text.includes("\\") ? unescaped(text) : text;
      return;
    }
    const json = kind === "string" ? `"${text}"` : text;
    const [, first, second] = this.#key;
    if (first === "id") this.#id = json;
    else if (first === "method") this.#method = kind === "string" ? unescaped(text) : null;
    else if (second === "requestId") this.#cancels = json;
    else this.#resultType = json;
  }

  #take(): Envelope {
    const envelope: Envelope = {
      id: this.#id === "null" ? null : this.#id,
      method: this.#method,
      cancels: this.#cancels,
      resultType: this.#resultType,
      resultAt: this.#resultAt,
      metaAt: this.#metaAt,
      bytes: this.#bytes,
      whole: this.#closed && !this.#broken && this.#depth === 0 && !this.#inString,
    };
    this.#bytes = 0;
    this.#depth = 0;
    this.#closed = this.#broken = this.#inString = this.#escaped = false;
    this.#key[1] = this.#key[2] = "";
    this.#object[1] = this.#object[2] = false;
    this.#keyNext[1] = this.#keyNext[2] = false;
    this.#capturing = null;
    this.#id = this.#method = this.#cancels = this.#resultType = null;
    this.#resultAt = -1;
    this.#metaAt = -1;
    return envelope;
  }
}

/**
 * The offset of the quote that ends the string which `from` is in. Without such a quote it is `end`, or the offset
 * after `end` if the escaped byte lies beyond the chunk. Nearly all bytes of a long answer pass through this loop.
 */
function closingQuote(chunk: Buffer, from: number, end: number): number {
  for (let i = from; ; i += 2) {
    let byte: number | undefined;
    for (; i < end; i += 1) {
      byte = chunk[i];
      if (byte === quote || byte === backslash) break;
    }
    if (i >= end || byte === quote) return i;
  }
}

/** The envelope of one complete message, given in pieces that hold no newline. */
export function envelopeOf(pieces: readonly Buffer[]): Envelope {
  for (const piece of pieces) wholeLines.scan(piece, note);
  wholeLines.scan(lineEnd, note);
  return noted;
}

const lineEnd = Buffer.from("\n");
/** One scanner for all callers, because each caller gives it a whole line in one call. */
const wholeLines = new LineScanner();
let noted: Envelope = {
  id: null,
  method: null,
  cancels: null,
  resultType: null,
  resultAt: -1,
  metaAt: -1,
  bytes: 0,
  whole: false,
};
const note = (envelope: Envelope): void => {
  noted = envelope;
};

/** The text of a JSON string without its quotes; unchanged if it is not valid JSON. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
