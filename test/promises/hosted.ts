/** Promises about what all hosted processes share: settings, listeners and databases. */
export const hostedPromises = {
  "hosted.environment": [
    "Every hosted process names each environment variable that is missing or wrong, and what is wrong with it, but never a value.",
    "issue 12",
  ],
} as const;
