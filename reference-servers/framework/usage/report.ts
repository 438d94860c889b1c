/** Telling the registry of calls: `POST /internal/v1/servers/:name/usage`, sent here and judged here. */
import type { CallUsage, UsageReport } from "@drawbridge/contracts/usage";
import type { RegistryAccess } from "../policy/registry-wire.ts";

const patienceMs = 5_000;

/** Throws where the registry did not take them. */
export async function reportUsage(at: RegistryAccess, server: string, calls: readonly CallUsage[]): Promise<void> {
  const report: UsageReport = { calls: [...calls] };
  const response = await fetch(`${at.url}/internal/v1/servers/${encodeURIComponent(server)}/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${at.credential}`, "content-type": "application/json" },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new Error(`the registry answered ${response.status}`);
}
