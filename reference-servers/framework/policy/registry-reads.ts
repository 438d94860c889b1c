/**
 * An instance's requests to the registry: "this is me", "what is my policy?" (which renews its lease), "I take no new
 * calls" and "I end". All carry the server's own credential.
 */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import type { Announcement } from "@drawbridge/contracts/registry";
import type { PartClient } from "@drawbridge/contracts/registry-api/part-client";
import {
  announceServer,
  readServerPolicy,
  reportInstance,
  withdrawInstance,
} from "@drawbridge/contracts/registry-api/servers";

/** Throws where the registry does not store it. */
export async function announce(registry: PartClient, announcement: Announcement, signal: AbortSignal): Promise<void> {
  const parameters = { name: announcement.manifest.name };
  const { kind, status } = await registry.call(announceServer, { parameters, body: announcement, signal });
  if (kind !== "answer") throw new Error(`the registry answered ${status} to the announcement`);
}

export type PolicyAnswer =
  | { readonly kind: "policy"; readonly policy: AccessPolicy }
  | { readonly kind: "unchanged" }
  | { readonly kind: "unknown-instance" }
  | { readonly kind: "failed"; readonly why: string };

/** One process of a server. */
export interface ServerInstance {
  /** The server's name. */
  readonly name: string;
  readonly instance: string;
}

/** Says that the instance takes no new calls. A registry that does not know the instance has nothing to change. */
export async function announceDraining(
  registry: PartClient,
  { name, instance }: ServerInstance,
  signal: AbortSignal,
): Promise<void> {
  await registry.call(reportInstance, { parameters: { name, instance }, body: { draining: true }, signal });
}

/** Gives the lease back. */
export async function giveLeaseBack(
  registry: PartClient,
  { name, instance }: ServerInstance,
  signal: AbortSignal,
): Promise<void> {
  await registry.call(withdrawInstance, { parameters: { name, instance }, signal });
}

/**
 * The policy of the server by the manifest of this instance; `version` is that of the current policy. A policy of another
 * server is a failure. Throws without an answer.
 */
export async function askPolicy(
  registry: PartClient,
  { name, instance }: ServerInstance,
  version: string | null,
  signal: AbortSignal,
): Promise<PolicyAnswer> {
  const answer = await registry.call(readServerPolicy, { parameters: { name }, query: { instance }, version, signal });
  switch (answer.kind) {
    case "unchanged":
      return { kind: "unchanged" };
    case "refused":
      if (answer.status === 404) return { kind: "unknown-instance" };
      return { kind: "failed", why: `the registry answered ${answer.status}` };
    case "unreadable":
      return { kind: "failed", why: "the registry's answer is no access policy" };
    case "answer":
      if (answer.body.server !== name) return { kind: "failed", why: "the registry sent another server's policy" };
      return { kind: "policy", policy: answer.body };
  }
}
