/** Reports calls to the registry, and decides whether the registry will ever accept them. */
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import { reportServerUsage } from "@drawbridge/contracts/registry-api/servers";
import type { CallUsage } from "@drawbridge/contracts/usage";

const timeoutMs = 5_000;

/**
 * The registry will never accept these calls together: at least one of them does not match the contract, or they are too
 * long.
 */
export class UsageRefused extends Error {
  constructor(status: number) {
    super(`the registry refused the calls (${status})`);
    this.name = "UsageRefused";
  }
}

/**
 * The statuses with which a registry refuses the content. Every other failure is about the credential, the load or the
 * registry itself, and is temporary.
 */
const refusals = [400, 413, 422];

/** Throws UsageRefused where the registry will never accept them, and another error where it did not accept them now. */
export async function reportUsage(at: RegistryAccess, server: string, calls: readonly CallUsage[]): Promise<void> {
  const request = { parameters: { name: server }, body: { calls: [...calls] } };
  const { kind, status } = await partClient(at, timeoutMs).call(reportServerUsage, request);
  if (kind === "answer") return;
  if (refusals.includes(status)) throw new UsageRefused(status);
  throw new Error(`the registry answered ${status}`);
}
