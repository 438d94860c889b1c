/** Milliseconds that a call takes of a server that notes what it does. */
export const ledgerCallMs = 150;
