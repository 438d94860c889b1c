/** Promises about what all hosted processes share: settings, listeners and databases. */
export const hostedPromises = {
  "hosted.host": [
    "Every hosted part listens on loopback alone unless HOST says otherwise, and on IPv6 and on all addresses where it does.",
    "issue 16",
  ],
  "hosted.probes": [
    "Every hosted part answers probes and scrapes under any name, also that of its pod's address.",
    "issue 16",
  ],
  "hosted.allowed-hosts": [
    "A hosted part answers under its own name, and under the names that its operator allows besides.",
    "SECURITY",
    "issue 16",
  ],
  "hosted.waiting-connections": [
    "A part that is busy for a moment keeps 1,000 connections waiting, where the system allows it, and answers each of them.",
    "issue 16",
  ],
  "hosted.environment": [
    "Every hosted process checks its whole environment before it opens anything, and names at once each variable that is missing or wrong, with the fault and an example, but never a value.",
    "issue 12",
    "issue 16",
  ],
  "hosted.secret-files": [
    "Every secret may be in a file that a variable names, and no message shows the secret or the path.",
    "issue 16",
  ],
  "hosted.unknown-variables": [
    "A DRAWBRIDGE_ variable that no part reads is warned of, with the nearest name that one does.",
    "issue 16",
  ],
  "hosted.empty-variables": [
    "A hosted process does not start where a variable that decides who may do what, or how long a permission lasts, is set but empty and its default is not its strictest value.",
    "issue 12",
  ],
} as const;
