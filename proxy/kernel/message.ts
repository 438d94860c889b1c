/** One message from an upstream: its bytes, which are passed on unchanged, and its envelope. */

import { isObject, type JsonObject, parsed } from "./json.ts";
import { type Envelope, envelopeOf } from "./line-scanner.ts";

export interface Message {
  readonly envelope: Envelope;
  /** The JSON text in pieces that hold no newline. */
  readonly pieces: readonly Buffer[];
}

/** Makes one message from `pieces` that hold no newline. */
export const messageOf = (pieces: readonly Buffer[]): Message => ({ envelope: envelopeOf(pieces), pieces });

export const isResponse = ({ envelope }: Message): boolean => envelope.method === null && envelope.id !== null;

/** The message as a value; null if it is not a JSON object. */
export function objectOf({ pieces }: Message): JsonObject | null {
  const value = parsed(Buffer.concat(pieces).toString("utf8"));
  return isObject(value) ? value : null;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/** Replaces newlines by spaces: in JSON a raw newline is only white space, and stdio allows none within a message. */
export function withoutNewlines(piece: Buffer): Buffer {
  if (!piece.includes(newline) && !piece.includes(carriageReturn)) return piece;
  return Buffer.from(piece.map((byte) => (byte === newline || byte === carriageReturn ? space : byte)));
}
