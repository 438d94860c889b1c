/** Reports calls to the registry, and judges whether it will ever take them. */
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import { reportServerUsage } from "@drawbridge/contracts/registry-api/servers";
import type { CallUsage } from "@drawbridge/contracts/usage";

const timeoutMs = 5_000;

/** The registry will never take these calls together: at least one of them is not as the contract has it, or they are too long. */
export class UsageRefused extends Error {
  constructor(status: number) {
    super(`the registry refused the calls (${status})`);
    this.name = "UsageRefused";
  }
}

/** What a registry says of content; all else is about the credential, the load or the registry itself, and passes. */
const refusals = [400, 413, 422];

/** Throws UsageRefused where the registry will never take them, and another error where it did not take them now. */
export async function reportUsage(at: RegistryAccess, server: string, calls: readonly CallUsage[]): Promise<void> {
  const request = { parameters: { name: server }, body: { calls: [...calls] } };
  const { kind, status } = await partClient(at, timeoutMs).call(reportServerUsage, request);
  if (kind === "answer") return;
  if (refusals.includes(status)) throw new UsageRefused(status);
  throw new Error(`the registry answered ${status}`);
}
