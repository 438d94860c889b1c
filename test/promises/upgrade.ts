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
  "upgrade.expands": [
    "A migration only expands what the release before reads and writes, or names the releases that it excludes, and has a way down.",
    "issue 16",
  ],
  "upgrade.wire": [
    "Brokers, editors, edges, servers and registries one release apart read each other's messages in both directions.",
    "issue 16",
  ],
  "upgrade.oldest": [
    "The registry says which brokers and extensions it still serves; an older one runs nothing, and asks its user to update.",
    "issue 16",
  ],
  "upgrade.backup": [
    "The documented commands back a running registry up and restore it; its secret decides whether the rows are believed, and the audit shows what is lost.",
    "issue 16",
  ],
  "upgrade.rolling": [
    "Two registries on one database that are restarted in turn lose no request, decision or usage, and decide nothing twice.",
    "issue 16",
  ],
} as const;
