/** A store that lives as long as its process: for tests, and for a provider started without a database. */
import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import type { KeyRing } from "./key-ring.ts";
import type { Store } from "./store.ts";

interface Kept {
  readonly payload: AdapterPayload;
  /** Milliseconds since 1970; infinity where it never ends. */
  readonly until: number;
}

/** The clock is the test's to move. */
export function memoryStore(now: () => number = Date.now): Store {
  const records = new Map<string, Map<string, Kept>>();
  let ring: KeyRing | undefined;
  return {
    adapter: (kind) => {
      const kept = records.get(kind) ?? new Map<string, Kept>();
      records.set(kind, kept);
      return memoryAdapter(kept, now);
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

function memoryAdapter(records: Map<string, Kept>, now: () => number): Adapter {
  const live = (id: string): AdapterPayload | undefined => {
    const kept = records.get(id);
    if (kept !== undefined && kept.until > now()) return kept.payload;
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
      // Two that arrive together must not both win.
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
