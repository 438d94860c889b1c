/** Promises about what all hosted processes share: settings, listeners and databases. */
export const hostedPromises = {
  "hosted.environment": [
    "Every hosted process names each environment variable that is missing or wrong, and what is wrong with it, but never a value.",
    "issue 12",
  ],
  "hosted.empty-variables": [
    "A hosted process does not start where a variable that decides who may do what, or how long a permission lasts, is set but empty and its default is not its strictest value.",
    "issue 12",
  ],
} as const;
