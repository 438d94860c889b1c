/**
 * The web inbox's own sign-in: where the browser goes, and where the identity provider sends it back. The way back is the
 * approver client's only redirect.
 */
export const inboxSignIn = { start: "/sign-in/inbox", back: "/sign-in/inbox/back" } as const;
