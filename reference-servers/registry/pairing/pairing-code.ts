/** The code that an editor shows and a person types: eight letters, without letters that look like another. */
import { createHash, randomInt } from "node:crypto";
import { codeLetters } from "@drawbridge/contracts/pairing";

/** For example "BCDF-GHJK": 34 bits, valid for ten minutes and a few attempts. */
export function newCode(): string {
  const letters = Array.from({ length: 8 }, () => codeLetters[randomInt(codeLetters.length)]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Normalises what a person typed: in either case, with or without the dash or blanks. */
const asMeant = (typed: string): string => typed.toUpperCase().replace(/[^A-Z]/g, "");

/** The digest that is stored for a code. The pairing's id is in it, so that equal codes have different digests. */
export const codeDigest = (pairing: string, code: string): string =>
  createHash("sha256")
    .update(`${pairing} ${asMeant(code)}`)
    .digest("base64url");
