/** Promises about shared resources: no user can take them from the other users. */
export const sharesPromises = {
  "shares.in-turn": [
    "Users who wait for the same resource are served in turn, however much one of them asks for.",
    "SECURITY",
    "issue 11",
  ],
  "shares.bounded": [
    "A user has at most so many running and waiting at each stage; one more fails at once and says what to do.",
    "SECURITY",
    "issue 11",
  ],
  "shares.strangers": [
    "Requests without a known user hold no place of a user's, while they are sent or after.",
    "SECURITY",
    "issue 11",
  ],
  "shares.provider": [
    "A registry asks the identity provider once at a time for a sign-in, and holds no database connection meanwhile.",
    "SECURITY",
    "issue 11",
  ],
  "shares.judge": [
    "Statements that are hard to judge hold up their own user alone, and cost nothing a second time.",
    "SECURITY",
    "issue 11",
  ],
  "shares.engine": [
    "Statements that plan or run for ever, or break the engine, hold up and end their own user's alone.",
    "SECURITY",
    "issue 11",
  ],
  "shares.time-limit": [
    "A statement ends at the operator's time limit, also one that nothing in the engine interrupts.",
    "SECURITY",
    "issue 11",
  ],
} as const;
