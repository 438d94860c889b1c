/**
 * The operating system's keyring, if one works. It holds one key for each home, which seals the session's file. The
 * session itself is not in the keyring: keyrings take only short values (Windows: 2,560 bytes), some ask the person at
 * each write, and refresh tokens are long and change every few minutes.
 */
import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Home } from "../files/home.ts";
import { Secret } from "./secret.ts";

const service = "drawbridge";

/** On Linux only the desktop's secret service is used, because the kernel's keyring loses everything at a restart. */
const options = { linux: { store: "secret-service" } } as const;

/** A keyring behind a locked screen or a dead bus may never answer, so there is a time limit. */
const keyringTimeoutMs = 3_000;

/** 32 bytes in base64, created and stored at the first use. Null if no keyring works. */
export async function sealingKey(home: Home): Promise<Secret | null> {
  if (!isDefaultHome(home)) return null;
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    const entry = new AsyncEntry(service, home.folder, options);
    const signal = AbortSignal.timeout(keyringTimeoutMs);
    const password = await entry.getPassword(signal);
    if (password !== null) return new Secret(password);
    const key = randomBytes(32).toString("base64");
    await entry.setPassword(key, signal);
    return (await entry.getPassword(signal)) === key ? new Secret(key) : null;
  } catch {
    // The keyring is not installed for this platform, has no desktop session, is locked, or refused. The file store is
    // used instead.
    return null;
  }
}

/** Whether the keyring holds this home's key. False if no keyring works. */
export async function hasSealingKey(home: Home): Promise<boolean> {
  if (!isDefaultHome(home)) return false;
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    const signal = AbortSignal.timeout(keyringTimeoutMs);
    return (await new AsyncEntry(service, home.folder, options).getPassword(signal)) !== null;
  } catch {
    return false;
  }
}

/** Removes this home's key. Throws the keyring's own error if the keyring refuses or does not answer. */
export async function removeSealingKey(home: Home): Promise<void> {
  if (!isDefaultHome(home)) return;
  const { AsyncEntry } = await import("@napi-rs/keyring");
  await new AsyncEntry(service, home.folder, options).deleteCredential(AbortSignal.timeout(keyringTimeoutMs));
}

/**
 * Whether this is the account's own home. A home that is set by a flag or a variable (tests, demos) does not use the
 * keyring.
 */
export function isDefaultHome(home: Home): boolean {
  return home.folder === join(userInfo().homedir, ".drawbridge");
}
