/** The code that an editor shows and a person types: eight letters, without one that looks like another. */
import { createHash, randomInt } from "node:crypto";
import { codeLetters } from "@drawbridge/contracts/pairing";

/** "BCDF-GHJK": 34 bits, for ten minutes and a few tries. */
export function newCode(): string {
  const letters = Array.from({ length: 8 }, () => codeLetters[randomInt(codeLetters.length)]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** What a person typed, as it was meant: in either case, with or without the dash or blanks. */
const asMeant = (typed: string): string => typed.toUpperCase().replace(/[^A-Z]/g, "");

/** What is kept of a code. The pairing's id is in it, so that equal codes look different. */
export const codeDigest = (pairing: string, code: string): string =>
  createHash("sha256")
    .update(`${pairing} ${asMeant(code)}`)
    .digest("base64url");
