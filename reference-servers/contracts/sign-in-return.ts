/**
 * The way back from the identity provider for an editor's sign-in: the registry's own address, which a company registers
 * once for the broker's client. What comes back waits there for the editor that was paired (contracts/pairing.ts).
 * `start` is where editors of before began; they are told to update.
 */
export const signInReturn = { start: "/sign-in/start", back: "/sign-in/back" } as const;
