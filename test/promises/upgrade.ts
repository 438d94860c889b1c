/** Promises about an upgrade: one release beside the next, and the way back. */
export const upgradePromises = {
  "upgrade.dump": [
    "What the release before stored in the databases of registry, Knowledge and identity provider is there after an upgrade, and after a step down and up.",
    "issue 16",
  ],
  "upgrade.older-by-one": [
    "A part of the release before starts and works on tables that the next release has changed, until a change says in words that it is too old.",
    "issue 16",
  ],
  "upgrade.down": [
    "An operator takes back the last migration by one command; what no release can take back is refused in words.",
    "issue 16",
  ],
} as const;
