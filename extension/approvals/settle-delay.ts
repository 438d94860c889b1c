/**
 * How long (ms) after its button appeared a decision is ignored: a click that was meant for what was there before must
 * decide nothing. The page's script (pages/decision-page.ts) keeps its buttons disabled for the same time.
 */
export const settleMs = 1_000;
