/** Random numbers that a run can repeat. `npm test -- faults --repeat 5` uses another seed for each run, and prints it. */

/** The seed of this run: DRAWBRIDGE_SEED in the environment. */
export const seed = Number(process.env.DRAWBRIDGE_SEED ?? 1);

/** Numbers from 0 up to 1, the same for the same seed and name (mulberry32). */
export function chance(name: string): () => number {
  let state = seed;
  for (const character of name) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
