/** Telling the registry of calls: `POST /internal/v1/servers/:name/usage`, sent here and judged here. */
import type { CallUsage, UsageReport } from "@drawbridge/contracts/usage";
import type { RegistryAccess } from "../policy/registry-wire.ts";

const patienceMs = 5_000;

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
  const report: UsageReport = { calls: [...calls] };
  const response = await fetch(`${at.url}/internal/v1/servers/${encodeURIComponent(server)}/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${at.credential}`, "content-type": "application/json" },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(patienceMs),
  });
  await response.body?.cancel();
  if (refusals.includes(response.status)) throw new UsageRefused(response.status);
  if (!response.ok) throw new Error(`the registry answered ${response.status}`);
}
