/**
 * The public keys that an identity provider gave last, with what its metadata said. The registry stores them and hands
 * them on, so that a part that starts while the provider is away can verify tokens.
 */
import { z } from "zod";

/** Seconds that keys count after they were read. While the provider is away for longer, no token is accepted. */
export const maxKeyAgeSeconds = 86_400;

/** OpenID Connect Discovery 1.0 §3, RFC 8414 §2. */
export const ProviderMetadata = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  subject_types_supported: z.array(z.string()).default([]),
  introspection_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
});
export type ProviderMetadata = z.output<typeof ProviderMetadata>;

/** RFC 7517 §5. Members of keys are checked when a key is used. */
export const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
export type KeySet = z.output<typeof KeySet>;

export const LastKeys = z.object({
  metadata: ProviderMetadata,
  keySet: KeySet,
  /** Seconds since 1970. */
  readAt: z.number().int(),
});
export type LastKeys = z.output<typeof LastKeys>;
