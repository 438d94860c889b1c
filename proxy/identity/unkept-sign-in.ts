/** The end of a sign-in that is not kept: no program has its tokens any more, so only the provider can end them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Renewal } from "./refresh.ts";
import type { Secret } from "./secret.ts";

/** Milliseconds that a person waits for the provider before they read why the sign-in was refused. */
const revokeTimeoutMs = 3_000;

/** Revokes the refresh token (RFC 7009) where the provider has an endpoint for that and answers in time. Never throws. */
export async function endUnkept(
  renewal: Pick<Renewal, "revoke">,
  refreshToken: Secret,
  timeoutMs = revokeTimeoutMs,
): Promise<void> {
  await Promise.race([renewal.revoke(refreshToken), sleep(timeoutMs, undefined, { ref: false })]);
}
