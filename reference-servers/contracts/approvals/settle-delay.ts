/**
 * How long (ms) after its button appeared a decision is ignored, because a click that was meant for what was there before
 * must decide nothing. The scripts of the pages keep their buttons disabled for the same time.
 */
export const settleMs = 1_000;
