/**
 * How long (ms) after its button appeared a decision is ignored: a click that was meant for what was there before must
 * decide nothing. media/decision-page.js keeps its buttons disabled for the same time.
 */
export const settleMs = 1_000;
