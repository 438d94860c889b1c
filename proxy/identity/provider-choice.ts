/**
 * Which of the company's identity providers a new sign-in uses. One person signs in with one provider at a time. Pure.
 */

import { namedProvider } from "@drawbridge/contracts/identity-provider/provider-names";
import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { publicProvidersOf, type WellKnown } from "@drawbridge/contracts/registry";

export interface Wish {
  /** The name that the person typed; undefined if they typed none. */
  readonly name: string | undefined;
  /** The issuer of the last sign-in; null before the first one. */
  readonly lastIssuer: string | null;
}

/** `choose`: there are several, and nothing says which one. `unknown`: none has the name that the person typed. */
export type ProviderChoice =
  | { readonly kind: "provider"; readonly provider: PublicProvider }
  | { readonly kind: "choose" | "unknown"; readonly providers: readonly PublicProvider[] };

/** The provider that the person named; else that of the last sign-in; else the only one. */
export function providerChoice(wellKnown: WellKnown, { name, lastIssuer }: Wish): ProviderChoice {
  const providers = publicProvidersOf(wellKnown);
  if (name !== undefined) {
    const provider = namedProvider(providers, name);
    return provider === undefined ? { kind: "unknown", providers } : { kind: "provider", provider };
  }
  const [only] = providers;
  const provider = providers.length === 1 ? only : providers.find(({ issuer }) => issuer === lastIssuer);
  return provider === undefined ? { kind: "choose", providers } : { kind: "provider", provider };
}
