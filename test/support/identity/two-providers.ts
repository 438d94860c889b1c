/** The settings of a company with two identity providers. docs/identity-providers.md shows them. */
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";

/** At the first, ids are as they were before the merger. */
export const twoProviders = (first: string, second: string) =>
  [
    { issuer: first, name: "acme", title: "Acme", claims: { userPrefix: "" } },
    { issuer: second, name: "merged", title: "Merged Corporation", claims: { userPrefix: "merged:" } },
  ] satisfies ProviderDescription[];
