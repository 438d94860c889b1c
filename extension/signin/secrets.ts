/** The storage for this editor's secrets: VS Code's SecretStorage, which no other extension and no agent can read. */
export interface Secrets {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

/** The keys in the storage. */
export const secretKeys = { awaitedPairing: "awaited-pairing" } as const;
