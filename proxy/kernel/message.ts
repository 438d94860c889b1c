/** One message from an upstream: its bytes, which pass on as they are, and its envelope. */

import { isObject, type JsonObject, parsed } from "./json.ts";
import { type Envelope, envelopeOf } from "./line-scanner.ts";

export interface Message {
  readonly envelope: Envelope;
  /** The JSON text in pieces, without a newline in it. */
  readonly pieces: readonly Buffer[];
}

/** `pieces`, without a newline in them, as one message. */
export const messageOf = (pieces: readonly Buffer[]): Message => ({ envelope: envelopeOf(pieces), pieces });

export const isResponse = ({ envelope }: Message): boolean => envelope.method === null && envelope.id !== null;

/** The message as a value; null where it is not a JSON object. */
export function objectOf({ pieces }: Message): JsonObject | null {
  const value = parsed(Buffer.concat(pieces).toString("utf8"));
  return isObject(value) ? value : null;
}

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

/** Text as one line: a raw newline in JSON is only ever blank space, and stdio allows none. */
export function withoutNewlines(piece: Buffer): Buffer {
  if (!piece.includes(newline) && !piece.includes(carriageReturn)) return piece;
  return Buffer.from(piece.map((byte) => (byte === newline || byte === carriageReturn ? space : byte)));
}
