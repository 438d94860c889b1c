/**
 * The keys of one identity provider: found by discovery, read again every few minutes, and kept for a day while the
 * provider does not answer.
 */
import { setTimeout as pause } from "node:timers/promises";
import {
  KeySet,
  type LastKeys,
  maxKeyAgeSeconds,
  ProviderMetadata,
} from "@drawbridge/contracts/identity-provider/last-keys";
import { type IdentityProvider, metadataUrlOf } from "@drawbridge/contracts/identity-provider/provider";
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { TokenError } from "./token-error.ts";

/** Milliseconds between two requests that unknown key ids cause, so that forged ids cannot flood the provider. */
const readAgainIntervalMs = 1_000;
/** Milliseconds between two requests regardless of tokens. After this time a withdrawn key is no longer accepted. */
const refreshIntervalMs = 300_000;
const timeoutMs = 5_000;

/** Milliseconds between two requests while the last one failed. */
const retryIntervalMs = 15_000;

/** Where the last keys of a provider outlive this process. */
export interface LastKeysStore {
  /** Never rejects. */
  load(issuer: string): Promise<LastKeys | null>;
  /** Never rejects. */
  keep(issuer: string, keys: LastKeys): Promise<void>;
}

export interface ProviderKeysOptions {
  /** Called where the keys have changed. */
  readonly onChange?: () => void;
  /** Left out, only the provider itself is asked. */
  readonly last?: LastKeysStore | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface ProviderKeys {
  /** For `jwtVerify`. Throws TokenError `issuer-unavailable`, or an error of jose if no key fits. */
  readonly find: JWTVerifyGetKey;
  /** From its metadata (OpenID Connect Discovery 1.0 §3); empty where the metadata does not say. */
  subjectTypes(): Promise<readonly string[]>;
  /** RFC 8414 §2; undefined where the metadata has none. */
  introspectionEndpoint(): Promise<string | undefined>;
  /** OpenID Connect Discovery 1.0 §3; undefined where the metadata has none. */
  userinfoEndpoint(): Promise<string | undefined>;
  /** Seconds since the keys in use were read at the provider; null before the first ones. */
  ageSeconds(): number | null;
  close(): void;
}

interface Keys {
  readonly text: string;
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly metadata: ProviderMetadata;
  /** Seconds since 1970. */
  readonly readAt: number;
}

/** Requests nothing before the first token. */
export function providerKeys(
  provider: Pick<IdentityProvider, "issuer" | "metadataUrl">,
  { onChange = () => {}, last, now = Date.now }: ProviderKeysOptions = {},
): ProviderKeys {
  let discovered: ProviderMetadata | undefined;
  let keys: Keys | undefined;
  let reading: Promise<Keys> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let failed = false;

  const ageSeconds = ({ readAt }: Pick<Keys, "readAt">): number => Math.floor(now() / 1000) - readAt;
  const isUsable = (each: Keys | LastKeys): boolean => ageSeconds(each) <= maxKeyAgeSeconds;
  const use = (next: Keys): Keys => {
    const before = keys;
    keys = next;
    if (before !== undefined && before.text !== next.text) onChange();
    return next;
  };
  const readNow = async (): Promise<Keys> => {
    discovered ??= await readMetadata(provider);
    readAt = performance.now();
    const keySet = await readKeySet(discovered.jwks_uri);
    const read: LastKeys = { metadata: discovered, keySet, readAt: Math.floor(now() / 1000) };
    void last?.keep(provider.issuer, read);
    return use(keysOf(read));
  };
  const read = async (): Promise<Keys> => {
    try {
      const current = await readNow();
      failed = false;
      return current;
    } catch (error) {
      failed = true;
      readAt = performance.now();
      if (keys !== undefined && isUsable(keys)) throw error;
      const stored = (await last?.load(provider.issuer)) ?? null;
      if (stored === null || !isUsable(stored)) throw error;
      return use(keysOf(stored));
    }
  };
  /** Requests that come while the keys are being read wait for the same answer. */
  const readOnce = (): Promise<Keys> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  /**
   * The keys by a request that began at `at` or later. A key may be published a moment after the keys were read, so a
   * token with an unknown key waits for the next time that they may be read.
   */
  const readSince = async (at: number): Promise<Keys> => {
    while (true) {
      if (reading !== undefined) await reading;
      if (keys !== undefined && readAt >= at) return keys;
      const waitMs = readAt + readAgainIntervalMs - performance.now();
      await (waitMs > 0 ? pause(waitMs) : readOnce());
    }
  };
  const current = async (): Promise<Keys> => (keys !== undefined && isUsable(keys) ? keys : readOnce());

  // A provider that does not answer now is asked again next time.
  const timer = setInterval(() => {
    const due = performance.now() - readAt >= (failed ? retryIntervalMs : refreshIntervalMs);
    if (keys !== undefined && due) readOnce().catch(() => {});
  }, retryIntervalMs);
  timer.unref();

  return {
    find: async (header, token) => {
      const usable = await current();
      try {
        return await usable.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      return (await readSince(performance.now())).find(header, token);
    },
    introspectionEndpoint: async () => (await current()).metadata.introspection_endpoint,
    userinfoEndpoint: async () => (await current()).metadata.userinfo_endpoint,
    subjectTypes: async () => (await current()).metadata.subject_types_supported,
    ageSeconds: () => (keys === undefined ? null : ageSeconds(keys)),
    close: () => clearInterval(timer),
  };
}

const keysOf = ({ metadata, keySet, readAt }: LastKeys): Keys => {
  const jwks: JSONWebKeySet = keySet;
  return { text: JSON.stringify(keySet), find: createLocalJWKSet(jwks), metadata, readAt };
};

async function readMetadata(provider: Pick<IdentityProvider, "issuer" | "metadataUrl">): Promise<ProviderMetadata> {
  try {
    const metadata = ProviderMetadata.parse(await readJson(metadataUrlOf(provider)));
    if (metadata.issuer !== provider.issuer)
      throw new Error(`It calls itself ${metadata.issuer}, and the setting issuer is ${provider.issuer}.`);
    return metadata;
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function readKeySet(url: string): Promise<KeySet> {
  try {
    return KeySet.parse(await readJson(url));
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
  if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}.`);
  return await response.json();
}

const unavailable = (cause: unknown): TokenError =>
  new TokenError("issuer-unavailable", "The identity provider's keys cannot be read just now. Try again in a moment.", {
    cause,
  });
