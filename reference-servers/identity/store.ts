/** Where the provider keeps its records (sessions, grants, refresh tokens) and its key ring. */
import type { AdapterFactory } from "oidc-provider";
import type { KeyRing } from "./key-ring.ts";

export interface Store {
  /** One adapter for each kind of record, as oidc-provider asks for them. */
  readonly adapter: AdapterFactory;
  /** The kept ring; `first` is kept and answered where there is none yet. */
  loadKeyRing(first: KeyRing): Promise<KeyRing>;
  saveKeyRing(ring: KeyRing): Promise<void>;
  close(): Promise<void>;
}
