/** Promises about the secrets of hosted parts: how they are given, and how each is changed. */
export const secretsPromises = {
  "secrets.root": [
    "The root secret changes while the registries, the edge and the servers run, and no call fails: reads and approved writes, before, during and after.",
    "issue 16",
    "SECURITY",
  ],
  "secrets.files": [
    "A secret in a file is read again when the file changes. A value that left the files counts for one more minute, and a file that cannot be read changes nothing.",
    "issue 16",
    "SECURITY",
  ],
  "secrets.admin": [
    "`drawbridge admin secrets` prints what each part needs of the root secret, under the names that the part reads, and shows it on a terminal only with --show.",
    "issue 16",
  ],
  "secrets.database": [
    "The database's password and role change while registries run, and no call fails: each new connection uses the login that counts, or the other one where Postgres refuses it.",
    "issue 16",
  ],
  "secrets.client": [
    "The secret of a client at the identity provider changes while people sign in and call, and none of them fails: where the provider refuses one value, the other one is shown.",
    "issue 16",
  ],
  "secrets.trust-time": [
    "Edge and servers trust what they had from the registry for one time, 15 minutes by default; a grant for none; and the provider's last keys for a day after the provider's own answer.",
    "issue 16",
  ],
  "secrets.seal": [
    "The seal secret changes over several registries without a failed call: each accepts the seals of both secrets, and the public key of the old one keeps its seals valid.",
    "issue 16",
  ],
  "secrets.grant-keys": [
    "The keys of grants change while callers make approved changes, and none fails: servers learn the next key with its first grant, and grants of the key before stay valid.",
    "issue 16",
  ],
  "secrets.peers": [
    "The credential between two servers changes while one asks the other, and no question fails.",
    "issue 16",
  ],
} as const;
