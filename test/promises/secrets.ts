/** Promises about the secrets of hosted parts: how they are given, and how each is changed. */
export const secretsPromises = {
  "secrets.root": [
    "The root secret changes while the registries, the edge and the servers run, and no call fails: reads and approved writes, before, during and after.",
    "issue 16",
  ],
  "secrets.files": [
    "A secret in a file is read again when the file changes. A value that left the files counts for one more minute, and a file that cannot be read changes nothing.",
    "issue 16",
  ],
} as const;
