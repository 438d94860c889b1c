/**
 * The condition under which calls are alike, for "approve similar": which act, on what, from what, and how much. The
 * sentence that a person reads is made only from this condition, so that the person reads exactly what applies.
 */
import { z } from "zod";

export const Similar = z.object({
  /** The act, in the system's own word: "INSERT". */
  verb: z.string().min(1),
  /** The full name of the one object that is changed. */
  target: z.string().min(1),
  /** The full names of everything else that is read. Views are replaced by the objects that they are made of. */
  sources: z.array(z.string()),
  /** Maximum rows of one call, by its plan. */
  maxRowsPerUse: z.number().int().positive(),
  /** Number of calls that one approval covers, without the approved call itself. */
  maxUses: z.number().int().positive(),
  /** Maximum rows of all these calls together. */
  maxRows: z.number().int().positive(),
});
export type Similar = z.infer<typeof Similar>;

/** Two conditions have the same sentence exactly where they are the same. The order of the sources does not matter. */
export function similarSentence({ verb, target, sources, maxRowsPerUse, maxUses, maxRows }: Similar): string {
  const read = [...new Set(sources)].sort().map(quoted).join(", ");
  const bounds = `at most ${count(maxRowsPerUse)} rows each, ${count(maxUses)} times and ${count(maxRows)} rows in all`;
  return `${verb} ${quoted(target)}, reading ${read === "" ? "nothing else" : read}: ${bounds}`;
}

const count = (number: number): string => number.toLocaleString("en-US");

/** A name that is not a plain dotted name is put in quotes, so that no name reads like a part of the sentence. */
const quoted = (name: string): string => (/^[\w."$-]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
