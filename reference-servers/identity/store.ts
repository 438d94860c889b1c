/** The interface of the store of the provider's records (sessions, grants, refresh tokens) and its key ring. */
import type { AdapterFactory } from "oidc-provider";
import type { KeyRing } from "./key-ring.ts";

export interface Store {
  /** One adapter for each kind of record, as oidc-provider needs them. */
  readonly adapter: AdapterFactory;
  /** The stored ring. If there is none, it stores and returns `first`. */
  loadKeyRing(first: KeyRing): Promise<KeyRing>;
  saveKeyRing(ring: KeyRing): Promise<void>;
  close(): Promise<void>;
}
