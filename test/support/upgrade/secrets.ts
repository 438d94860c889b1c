/** The secrets under which the dump in test/golden/upgrade was filled. They open nothing but that dump. */
export const dumpSecrets = {
  rootSecret: "root-secret-of-the-dump-in-the-tests-of-upgrades",
  sealSecret: "seal-secret-of-the-dump-in-the-tests-of-upgrades",
} as const;
