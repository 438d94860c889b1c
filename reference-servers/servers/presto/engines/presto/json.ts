/** Parses JSON without losing digits: integers beyond 2^53 become strings. */
import type { Cell } from "../engine.ts";

/** Throws SyntaxError if the text is not JSON. */
export function parseJson(text: string): Cell {
  return /\d{16}/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** The third argument holds the source text of a number (ECMAScript, JSON.parse source text access; Node 21). */
function keepDigits(_key: string, value: Cell, ...[context]: readonly { readonly source?: string }[]): Cell {
  const source = context?.source ?? "";
  return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}
