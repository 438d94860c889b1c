/**
 * The keys of one identity provider: found by discovery, read again every few minutes, and kept while the provider does
 * not answer.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type IdentityProvider, metadataUrlOf } from "@drawbridge/contracts/identity-provider/provider";
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { TokenError } from "./token-error.ts";

/** Milliseconds between two requests that unknown key ids cause, so that forged ids cannot flood the provider. */
const readAgainIntervalMs = 1_000;
/** Milliseconds between two requests regardless of tokens. After this time a withdrawn key is no longer accepted. */
const refreshIntervalMs = 300_000;
const timeoutMs = 5_000;

const Metadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  subject_types_supported: z.array(z.string()).default([]),
  introspection_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
});
type Metadata = z.infer<typeof Metadata>;
/** RFC 7517 §5. Members of keys are checked when a key is used. */
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export interface ProviderKeys {
  /** For `jwtVerify`. Throws TokenError `issuer-unavailable`, or an error of jose if no key fits. */
  readonly find: JWTVerifyGetKey;
  /** From its metadata (OpenID Connect Discovery 1.0 §3); empty where the metadata does not say. */
  subjectTypes(): Promise<readonly string[]>;
  /** RFC 8414 §2; undefined where the metadata has none. */
  introspectionEndpoint(): Promise<string | undefined>;
  /** OpenID Connect Discovery 1.0 §3; undefined where the metadata has none. */
  userinfoEndpoint(): Promise<string | undefined>;
  close(): void;
}

interface Keys {
  readonly text: string;
  readonly find: ReturnType<typeof createLocalJWKSet>;
}

/** Requests nothing before the first token. Calls `onChange` where the keys have changed. */
export function providerKeys(
  provider: Pick<IdentityProvider, "issuer" | "metadataUrl">,
  onChange: () => void,
): ProviderKeys {
  let metadata: Promise<Metadata> | undefined;
  let keys: Keys | undefined;
  let reading: Promise<Keys> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  const discovered = (): Promise<Metadata> => {
    metadata ??= readMetadata(provider).catch((error: unknown) => {
      metadata = undefined;
      throw error;
    });
    return metadata;
  };
  const read = async (): Promise<Keys> => {
    const { jwks_uri } = await discovered();
    readAt = performance.now();
    const current = await readKeySet(jwks_uri);
    const before = keys;
    if (before?.text === current.text) return before;
    keys = current;
    if (before !== undefined) onChange();
    return current;
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

  // A provider that does not answer now is asked again next time.
  const timer = setInterval(() => void (keys === undefined ? null : readOnce().catch(() => {})), refreshIntervalMs);
  timer.unref();

  return {
    find: async (header, token) => {
      const current = keys ?? (await readOnce());
      try {
        return await current.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      return (await readSince(performance.now())).find(header, token);
    },
    introspectionEndpoint: async () => (await discovered()).introspection_endpoint,
    userinfoEndpoint: async () => (await discovered()).userinfo_endpoint,
    subjectTypes: async () => (await discovered()).subject_types_supported,
    close: () => clearInterval(timer),
  };
}

async function readMetadata(provider: Pick<IdentityProvider, "issuer" | "metadataUrl">): Promise<Metadata> {
  try {
    const metadata = Metadata.parse(await readJson(metadataUrlOf(provider)));
    if (metadata.issuer !== provider.issuer)
      throw new Error(`It calls itself ${metadata.issuer}, and the setting issuer is ${provider.issuer}.`);
    return metadata;
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function readKeySet(url: string): Promise<Keys> {
  try {
    const set = KeySet.parse(await readJson(url));
    const keySet: JSONWebKeySet = set;
    return { text: JSON.stringify(set), find: createLocalJWKSet(keySet) };
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
