/**
 * The way back from the identity provider for an editor's sign-in: an address of the registry, which a company registers
 * once for the broker's client. The answer waits there for the editor that was paired (contracts/pairing.ts). Older
 * editors began at `start`; the page there asks their users to update.
 */
export const signInReturn = { start: "/sign-in/start", back: "/sign-in/back" } as const;
