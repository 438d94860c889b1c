/** Where secrets of this editor lie: VS Code's SecretStorage, which no other extension and no agent reads. */
export interface Secrets {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

/** The keys in it. */
export const secretKeys = { awaitedPairing: "awaited-pairing" } as const;
