/** The company's identity providers as `drawbridge login` lists them. Pure. */

import { nameOf, titleOf } from "@drawbridge/contracts/identity-provider/provider-names";
import type { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { oneLine } from "@drawbridge/contracts/visible-text";

const maxLength = 80;
const shownName = (provider: PublicProvider): string => oneLine(nameOf(provider), maxLength);
const shownTitle = (provider: PublicProvider): string => oneLine(titleOf(provider), maxLength);

/** One line for each: the command that signs in there, then the provider's title and address. */
export function providerLines(providers: readonly PublicProvider[]): readonly string[] {
  const width = Math.max(...providers.map((each) => shownName(each).length));
  return providers.map(
    (each) =>
      `drawbridge login --provider ${shownName(each).padEnd(width)}  ${shownTitle(each)} (${oneLine(each.issuer)})`,
  );
}

/** Says which provider a sign-in uses that named none, and how to choose another. */
export const lastProviderLine = (provider: PublicProvider, others: readonly PublicProvider[]): string =>
  `Signing in with ${shownTitle(provider)}, as the last time. For another one: ${others
    .map((each) => `--provider ${shownName(each)}`)
    .join(", ")}`;
