/**
 * Splits server-sent events (WHATWG HTML §9.2) on the bytes. So a body of many MiB is never decoded or copied, which a
 * parser over strings would have to do. Lines end in LF, CRLF or CR. Comments and unknown fields are skipped, and so is
 * one byte order mark at the start.
 */

import { withoutMark } from "./byte-order-mark.ts";

export interface StreamEvent {
  /** The data lines with a space between them: in JSON a newline is only white space, and stdio allows none. */
  readonly data: readonly Buffer[];
  /** The last id seen on the stream, for Last-Event-ID. */
  readonly id: string | null;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const colon = 0x3a;
const space = 0x20;
const spaceBytes = Buffer.from(" ");

export class EventSplitter {
  /** How long (ms) the server asks to wait before the stream is opened again. */
  retryMs: number | null = null;
  /** The id of the last whole event. The id of an event that was cut must not count, because its data has not come. */
  lastId: string | null;
  #id: string | null;
  #line: Buffer[] = [];
  #data: Buffer[] = [];
  #firstLine = true;
  #afterReturn = false;

  /** `lastId` is the last id of the stream that this one resumes. */
  constructor(lastId: string | null = null) {
    this.lastId = lastId;
    this.#id = lastId;
  }

  /** Takes a chunk. Calls `onEvent` for each event that ends in it and has data. */
  take(chunk: Buffer, onEvent: (event: StreamEvent) => void): void {
    let from = 0;
    if (this.#afterReturn && chunk[0] === newline) from = 1;
    if (chunk.length > 0) this.#afterReturn = false;
    for (;;) {
      const end = lineEnd(chunk, from);
      if (end === -1) break;
      this.#endLine(chunk.subarray(from, end), onEvent);
      from = end + 1;
      if (chunk[end] === carriageReturn) {
        if (from === chunk.length) this.#afterReturn = true;
        else if (chunk[from] === newline) from += 1;
      }
    }
    if (from < chunk.length) this.#line.push(chunk.subarray(from));
  }

  #endLine(tail: Buffer, onEvent: (event: StreamEvent) => void): void {
    const pieces = this.#line.length === 0 ? [tail] : [...this.#line, tail];
    const line = this.#firstLine ? withoutMark(pieces) : pieces;
    this.#firstLine = false;
    this.#line = [];
    const head = line.find((piece) => piece.length > 0);
    if (head === undefined) {
      this.lastId = this.#id;
      if (this.#data.some((piece) => piece.length > 0)) onEvent({ data: this.#data, id: this.lastId });
      this.#data = [];
    } else if (head[0] !== colon) {
      this.#field(line);
    }
  }

  #field(line: readonly Buffer[]): void {
    // A field name has at most five letters, but the chunk may end within it.
    const heads = line.map((piece) => piece.subarray(0, 7));
    const start = heads.length === 1 && heads[0] ? heads[0] : Buffer.concat(heads);
    const name = start.toString("latin1", 0, Math.max(0, start.indexOf(colon)));
    const skip = name.length + (start[name.length + 1] === space ? 2 : 1);
    if (name === "data") {
      if (this.#data.length > 0) this.#data.push(spaceBytes);
      this.#data.push(...dropFirst(line, skip));
    } else if (name === "id") {
      this.#id = Buffer.concat(line).toString("utf8", skip);
    } else if (name === "retry") {
      const retryMs = Number(Buffer.concat(line).toString("latin1", skip));
      if (Number.isInteger(retryMs) && retryMs >= 0) this.retryMs = retryMs;
    }
  }
}

function lineEnd(chunk: Buffer, from: number): number {
  const feed = chunk.indexOf(newline, from);
  const until = feed === -1 ? chunk.length : feed;
  const back = chunk.subarray(from, until).indexOf(carriageReturn);
  return back === -1 ? feed : from + back;
}

function dropFirst(pieces: readonly Buffer[], count: number): Buffer[] {
  const rest: Buffer[] = [];
  let remaining = count;
  for (const piece of pieces) {
    if (piece.length > remaining) rest.push(piece.subarray(remaining));
    remaining = Math.max(0, remaining - piece.length);
  }
  return rest;
}
