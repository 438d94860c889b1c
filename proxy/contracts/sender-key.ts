/**
 * A P-256 key with its private half (RFC 7518 §6.2), as it is sent to the broker at a sign-in, and as the broker stores
 * it.
 */
import { z } from "zod";

export const SenderKeyJwk = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.base64url(),
  y: z.base64url(),
  d: z.base64url(),
});
export type SenderKeyJwk = z.infer<typeof SenderKeyJwk>;
