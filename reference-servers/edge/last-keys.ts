/** The identity providers' last keys, as the registry hands them on to an edge that starts while a provider is away. */
import type { PartClient } from "@drawbridge/contracts/registry-api/part-client";
import { readProviderKeys } from "@drawbridge/contracts/registry-api/provider-keys";
import type { LastKeysStore } from "@drawbridge/hosted/provider-keys";

/** The registry reads and stores the keys itself. An older registry has none. */
export const registryLastKeys = (registry: PartClient): LastKeysStore => ({
  async load(issuer) {
    const answer = await registry.call(readProviderKeys, { query: { issuer } }).catch(() => null);
    return answer?.kind === "answer" ? answer.body.keys : null;
  },
  keep: async () => {},
});
