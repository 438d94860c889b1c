/** A store in memory, for tests and for a provider without a database. */
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import type { KeyRing } from "./key-ring.ts";
import type { Store } from "./store.ts";

interface StoredRecord {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970; infinity if it never expires. */
  readonly until: number;
}

/** A test can pass its own clock. */
export function memoryStore(now: () => number = Date.now): Store {
  const records = new Map<string, Map<string, StoredRecord>>();
  let ring: KeyRing | undefined;
  return {
    adapter: (kind) => {
      const ofKind = records.get(kind) ?? new Map<string, StoredRecord>();
      records.set(kind, ofKind);
      return memoryAdapter(ofKind, now);
    },
    loadKeyRing: async (first) => {
      ring ??= first;
      return ring;
    },
    saveKeyRing: async (next) => {
      ring = next;
    },
    close: async () => {},
  };
}

function memoryAdapter(records: Map<string, StoredRecord>, now: () => number): Adapter {
  const live = (id: string): AdapterPayload | undefined => {
    const ofKind = records.get(id);
    if (ofKind !== undefined && ofKind.until > now()) return ofKind.payload;
    records.delete(id);
    return undefined;
  };
  const findBy = (field: "uid" | "userCode", value: string): AdapterPayload | undefined => {
    for (const [id, { payload }] of records) if (payload[field] === value) return live(id);
    return undefined;
  };
  return {
    upsert: async (id, payload, expiresIn) => {
      records.set(id, {
        payload,
        until: expiresIn === undefined ? Number.POSITIVE_INFINITY : now() + expiresIn * 1000,
      });
    },
    find: async (id) => live(id),
    findByUid: async (uid) => findBy("uid", uid),
    findByUserCode: async (code) => findBy("userCode", code),
    consume: async (id) => {
      const payload = live(id);
      // If two requests arrive at the same time, only one may succeed.
      if (payload === undefined || payload.consumed !== undefined) throw new errors.InvalidGrant("already used");
      payload.consumed = Math.floor(now() / 1000);
    },
    destroy: async (id) => {
      records.delete(id);
    },
    revokeByGrantId: async (grantId) => {
      for (const [id, { payload }] of records) if (payload.grantId === grantId) records.delete(id);
    },
  };
}
