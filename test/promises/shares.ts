/** Promises about shared resources: no user can take them from the other users. */
export const sharesPromises = {
  "shares.in-turn": [
    "Users who wait for the same resource are served in turn, regardless of how much one of them asks for.",
    "SECURITY",
    "issue 11",
  ],
  "shares.bounded": [
    "Each user has a maximum of running and waiting requests at each stage; the next one fails at once and says what to do.",
    "SECURITY",
    "issue 11",
  ],
  "shares.strangers": ["Requests without a known user never take a place of a known user.", "SECURITY", "issue 11"],
  "shares.provider": [
    "A registry asks the identity provider once at a time for a sign-in, and holds no database connection meanwhile.",
    "SECURITY",
    "issue 11",
  ],
  "shares.judge": [
    "Statements that are hard to judge delay only their own user, and are refused at once the second time.",
    "SECURITY",
    "issue 11",
  ],
  "shares.engine": [
    "Statements that plan or run forever, or break the engine, delay and end only statements of their own user.",
    "SECURITY",
    "issue 11",
  ],
  "shares.time-limit": [
    "A statement ends at the operator's time limit, also one that nothing in the engine interrupts.",
    "SECURITY",
    "issue 11",
  ],
} as const;
