/** JSON whose integers keep their digits: those beyond 2^53 come as strings. */
import type { Cell } from "../engine.ts";

/** Throws SyntaxError for what is no JSON. */
export function parseJson(text: string): Cell {
  return /\d{16}/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** The source text of a number comes with the third argument (ECMAScript, JSON.parse source text access; Node 21). */
function keepDigits(_key: string, value: Cell, ...[context]: readonly { readonly source?: string }[]): Cell {
  const source = context?.source ?? "";
  return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}
