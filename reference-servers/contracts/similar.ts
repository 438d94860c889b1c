/**
 * The condition under which calls are alike, for "approve similar": what is done, to what, from what, and how much. The
 * sentence that a person reads is made of it and of nothing else, so that what they read is what holds.
 */
import { z } from "zod";

export const Similar = z.object({
  /** The act, in the system's own word: "INSERT". */
  verb: z.string().min(1),
  /** The one object that is changed, in full. */
  target: z.string().min(1),
  /** Everything that is read besides, in full, views followed to what they are made of. */
  sources: z.array(z.string()),
  /** Rows that one call may have by its plan. */
  maxRowsPerUse: z.number().int().positive(),
  /** Calls that one yes covers, the approved one not counted. */
  maxUses: z.number().int().positive(),
  /** Rows of all these calls together. */
  maxRows: z.number().int().positive(),
});
export type Similar = z.infer<typeof Similar>;

/** Two conditions have the same sentence exactly where they are the same; the order of the sources is nothing. */
export function similarSentence({ verb, target, sources, maxRowsPerUse, maxUses, maxRows }: Similar): string {
  const read = [...new Set(sources)].sort().map(quoted).join(", ");
  const bounds = `at most ${count(maxRowsPerUse)} rows each, ${count(maxUses)} times and ${count(maxRows)} rows in all`;
  return `${verb} ${quoted(target)}, reading ${read === "" ? "nothing else" : read}: ${bounds}`;
}

const count = (number: number): string => number.toLocaleString("en-US");

/** A name that is no plain dotted one stands in quotes, so that no name reads like a part of the sentence. */
const quoted = (name: string): string => (/^[\w."$-]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
