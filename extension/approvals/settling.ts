/**
 * Milliseconds for which a decision is refused after its button came up: a click that was meant for what was there before
 * decides nothing. media/decision-page.js holds its buttons back for as long.
 */
export const settleMs = 1_000;
