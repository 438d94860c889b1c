/** The ids of Postgres advisory locks that the registry takes. Each has a purpose of its own, so that no two purposes wait for each other. */
export const advisoryLocks = {
  /** Entries are appended to the audit one after another, because each holds the hash of the one before. */
  auditChain: 7_400_101,
  /** If several registries need a new key at the same time, only one of them makes it. */
  grantKeys: 7_400_102,
  /** Registries that start at the same time grant privileges to their database role one after another. */
  databaseRoles: 7_400_103,
  /** Only one run of `map-people` works at a time, because two runs would block each other's rows (a deadlock). */
  mapPeople: 7_400_104,
  /** Editors that ask to be paired are counted one after another. */
  pairingAsk: 7_400_105,
  /** Sign-outs become visible in the order of their ids. */
  signOuts: 7_400_106,
} as const;
