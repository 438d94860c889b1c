/**
 * A server's two requests to the registry: "this is me" and "what is my policy?". Both carry the server's own credential.
 */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import type { Announcement } from "@drawbridge/contracts/registry";
import type { PartClient } from "@drawbridge/contracts/registry-api/part-client";
import { announceServer, readServerPolicy } from "@drawbridge/contracts/registry-api/servers";

/** Throws where the registry does not store it. */
export async function announce(registry: PartClient, announcement: Announcement, signal: AbortSignal): Promise<void> {
  const parameters = { name: announcement.manifest.name };
  const { kind, status } = await registry.call(announceServer, { parameters, body: announcement, signal });
  if (kind !== "answer") throw new Error(`the registry answered ${status} to the announcement`);
}

export type PolicyAnswer =
  | { readonly kind: "policy"; readonly policy: AccessPolicy }
  | { readonly kind: "unchanged" }
  | { readonly kind: "unknown-server" }
  | { readonly kind: "failed"; readonly why: string };

/**
 * The policy of `server`; `version` is that of the current policy. A policy of another server is a failure. Throws
 * without an answer.
 */
export async function askPolicy(
  registry: PartClient,
  server: string,
  version: string | null,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  const answer = await registry.call(readServerPolicy, { parameters: { name: server }, version, signal });
  switch (answer.kind) {
    case "unchanged":
      return { kind: "unchanged" };
    case "refused":
      if (answer.status === 404) return { kind: "unknown-server" };
      return { kind: "failed", why: `the registry answered ${answer.status}` };
    case "unreadable":
      return { kind: "failed", why: "the registry's answer is no access policy" };
    case "answer":
      if (answer.body.server !== server) return { kind: "failed", why: "the registry sent another server's policy" };
      return { kind: "policy", policy: answer.body };
  }
}
