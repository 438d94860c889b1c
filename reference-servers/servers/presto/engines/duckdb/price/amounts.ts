/** Arithmetic with amounts. If one operand is unknown, the result is unknown. */
import type { Amount } from "@drawbridge/framework";

const both =
  (combine: (a: number, b: number) => number) =>
  (a: Amount, b: Amount): Amount =>
    a === "unknown" || b === "unknown" ? "unknown" : combine(a, b);

export const larger = both(Math.max);
export const sum = both((a, b) => a + b);
export const product = both((a, b) => a * b);

/** The smaller of two bounds; an unknown bound is ignored. */
export const tighter = (a: Amount, b: Amount): Amount => (a === "unknown" ? b : b === "unknown" ? a : Math.min(a, b));
