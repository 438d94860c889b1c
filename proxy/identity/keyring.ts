/**
 * The operating system's keyring, where there is one that works. It holds one key for each home, with which the
 * session's file is sealed: keyrings take only short values (Windows: 2,560 bytes), and some ask the person at each
 * write, while refresh tokens are long and change every few minutes.
 */
import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Home } from "../files/home.ts";
import { Secret } from "./secret.ts";

const service = "drawbridge";

/** On Linux the desktop's secret service only: the kernel's keyring forgets everything at a restart. */
const options = { linux: { store: "secret-service" } } as const;

/** A keyring behind a locked screen or a dead bus may never answer. */
const keyringTimeoutMs = 3_000;

/** 32 bytes, base64: made and kept at the first time. Null where no keyring works. */
export async function sealingKey(home: Home): Promise<Secret | null> {
  if (!isDefaultHome(home)) return null;
  try {
    const { AsyncEntry } = await import("@napi-rs/keyring");
    const entry = new AsyncEntry(service, home.folder, options);
    const signal = AbortSignal.timeout(keyringTimeoutMs);
    const password = await entry.getPassword(signal);
    if (password !== null) return new Secret(password);
    const made = randomBytes(32).toString("base64");
    await entry.setPassword(made, signal);
    return (await entry.getPassword(signal)) === made ? new Secret(made) : null;
  } catch {
    // Not installed for this platform, no desktop session, locked, or refused: the file store serves.
    return null;
  }
}

/** Only the home that the account really has; one moved by a flag or a variable (tests, demos) leaves the keyring alone. */
export function isDefaultHome(home: Home): boolean {
  return home.folder === join(userInfo().homedir, ".drawbridge");
}
