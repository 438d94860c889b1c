/** Factories for refusals that do not depend on a single form. */
import type { Position, RefusalCode, Refused } from "./verdict.ts";

export const refused = (
  code: RefusalCode,
  message: string,
  next: string,
  position: Position | null = null,
): Refused => ({ kind: "refused", code, message, next, position });

export const empty = (): Refused => refused("empty", "There is no statement in the text.", "Send one SELECT.");

export const tooLong = (length: number, maxChars: number): Refused =>
  refused(
    "too-long",
    `The statement has ${length} characters; the maximum is ${maxChars}.`,
    "Join a table instead of listing values.",
  );

export const tooComplex = (): Refused =>
  refused("too-complex", "The statement is too complex to be judged within the time limit.", nameParts);

export const tooDeep = (maxNesting: number): Refused =>
  refused(
    "too-complex",
    `The statement is nested more than ${maxNesting} levels deep, which is the maximum.`,
    nameParts,
  );

const nameParts = "Split it, or name its parts with WITH.";

export const notText = (): Refused =>
  refused("not-sql", "The text contains characters that no statement has (NUL, or half a character).", "Remove them.");

export const several = (): Refused =>
  refused(
    "several-statements",
    "Several statements were sent, but only one is run at a time.",
    "Send them one by one.",
  );

export const nestedComment = (): Refused =>
  refused(
    "ambiguous",
    "A comment contains /* (a path with /*, or another comment), and then it is uncertain where this engine ends it.",
    "Remove the comment, or put a space after the /.",
  );
