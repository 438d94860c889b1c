/** Promises about a deployment in containers, on a network with names of its own. */
export const containersPromises = {
  "containers.sign-in": [
    "In containers with internal names and TLS, a person outside signs in at the company's provider, and a query runs at the engine.",
    "issue 16",
  ],
  "containers.approved-write": [
    "In containers, where parts reach the registry by another name than people do, an approved write runs once.",
    "issue 16",
  ],
  "containers.rolling-restart": [
    "Each container is replaced in turn by its script, and no call of a bridge fails.",
    "issue 16",
  ],
} as const;
