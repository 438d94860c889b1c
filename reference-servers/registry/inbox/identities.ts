/** The identity providers at which people sign in to the inbox. A sign-in stays at the provider where it began. */
import { titleOf } from "@drawbridge/contracts/identity-provider/provider-names";
import { approverSecretOf } from "../approver-secrets.ts";
import { identityProvidersOf, type RegistrySettings } from "../settings.ts";
import { type InboxIdentity, inboxIdentity } from "./identity.ts";

export interface OfferedProvider {
  readonly issuer: string;
  readonly title: string;
}

export interface InboxIdentities {
  /** In the order of the settings. */
  readonly offered: readonly OfferedProvider[];
  /**
   * The provider with this issuer; null if the settings do not have it. An older registry, which knew the first provider
   * alone, stored no issuer: undefined is the first one.
   */
  at(issuer: string | undefined): InboxIdentity | null;
}

export function inboxIdentities(settings: RegistrySettings): InboxIdentities {
  const { url } = settings;
  const providers = identityProvidersOf(settings);
  const identities = new Map(
    providers.map((provider) => [
      provider.issuer,
      inboxIdentity({ provider, url, secret: approverSecretOf(settings, provider) }),
    ]),
  );
  const [first] = identities.values();
  return {
    offered: providers.map((provider) => ({ issuer: provider.issuer, title: titleOf(provider) })),
    at: (issuer) => (issuer === undefined ? first : identities.get(issuer)) ?? null,
  };
}
