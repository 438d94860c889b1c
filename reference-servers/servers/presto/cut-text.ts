/** Bounds the length of text from an engine, for plans and for rows on a page. Pure. */
import { shortened, storable } from "@drawbridge/contracts/storable-text";

/** Text for a plan: every store accepts it, and a longer one ends with "…" after `maxLength` characters. */
export function cut(text: string, maxLength: number): string {
  const whole = storable(text);
  return whole.length > maxLength ? `${shortened(whole, maxLength)}…` : whole;
}
