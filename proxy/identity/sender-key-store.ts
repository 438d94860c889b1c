/**
 * Stores the key of a sign-in between two runs of the broker. It is not in the session's file, so a copy of that file
 * cannot be used. It is sealed like the session if there is a keyring. See docs/design.md.
 */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { SenderKeyJwk } from "../contracts/sender-key.ts";
import type { Home } from "../files/home.ts";
import type { SecretStore } from "./secret-store.ts";
import { SenderKey } from "./sender-key.ts";

export interface SenderKeyStore {
  /** Null if there is no such key, or it cannot be read any more. */
  load(thumbprint: string): Promise<SenderKey | null>;
  /** Keeps the existing keys, because a session that is still on disk may need one of them. */
  save(key: SenderKey): Promise<void>;
  /** Removes every key except this one; null removes all. */
  keepOnly(thumbprint: string | null): Promise<void>;
}

/** A key's file is named by its thumbprint, and protected as `secrets` is. */
export function senderKeyStore({ folder }: Home, secrets: SecretStore): SenderKeyStore {
  const storeOf = (thumbprint: string) => secrets.at(join(folder, nameOf(thumbprint)));
  return {
    async load(thumbprint) {
      const text = await storeOf(thumbprint).load();
      const key = text === null ? null : keyIn(text);
      return key?.thumbprint === thumbprint ? key : null;
    },
    save: (key) => storeOf(key.thumbprint).save(JSON.stringify(key.reveal())),
    async keepOnly(thumbprint) {
      const names = await readdir(folder).catch(() => []);
      const others = names.filter((name) => isKey(name) && (thumbprint === null || name !== nameOf(thumbprint)));
      await Promise.all(others.map((name) => rm(join(folder, name), { force: true })));
    },
  };
}

const nameOf = (thumbprint: string): string => `sender-key-${thumbprint}.json`;
const isKey = (name: string): boolean => /^sender-key-[\w-]{43}\.json$/.test(name);

function keyIn(text: string): SenderKey | null {
  try {
    return new SenderKey(SenderKeyJwk.parse(JSON.parse(text)));
  } catch {
    return null;
  }
}
