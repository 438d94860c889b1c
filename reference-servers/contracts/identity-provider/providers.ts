/** All identity providers of a deployment: `iss` of a token chooses one. For a new sign-in, the person chooses one. */
import { z } from "zod";
import { approverSideOf, IdentityProvider, tokenIssuersOf } from "./provider.ts";
import { nameOf, titleOf } from "./provider-names.ts";

/**
 * Refuses descriptions by which a token that an agent reaches could approve: the ids of the broker's and the approver's
 * clients and the audiences of their tokens have nothing in common.
 */
export const IdentityProviders = z
  .array(IdentityProvider)
  .min(1)
  .max(20)
  .check((context) => {
    const providers = context.value;
    const no = (path: readonly PropertyKey[], message: string): void =>
      void context.issues.push({ code: "custom", message, input: providers, path: [...path] });

    if (providers.filter(({ introspection }) => introspection !== undefined).length > 1)
      no([], "only one provider may have introspection, because a token that is no JWT does not say whose it is");
    if (providers.filter(({ groupLookup }) => groupLookup?.kind === "directory").length > 1)
      no(
        [],
        "only one provider may have a groupLookup of the kind directory, because there is one DRAWBRIDGE_GROUPS_SECRET",
      );
    const edgeAudiences = new Set(providers.flatMap(({ broker }) => broker.audiences));
    const issuers = new Set<string>();
    const names = new Set<string>();
    const titles = new Set<string>();
    for (const [index, provider] of providers.entries()) {
      const { broker, approver, surfaces, claims } = provider;
      const callers = new Set([...broker.clientIds, ...Object.keys(surfaces)]);
      if (approver.clientIds.some((id) => callers.has(id)))
        no(
          [index, "approver", "clientIds"],
          "a client of the approver is also one that agents use (broker.clientIds, surfaces). Register a separate client, so that nothing that an agent reaches can approve",
        );
      if (approver.audiences.some((audience) => edgeAudiences.has(audience)))
        no(
          [index, "approver", "audiences"],
          "an audience of approvals is also one of the edge (broker.audiences). Use a separate audience, so that nothing that an agent reaches can approve",
        );
      if (broker.clientIds.some((id) => Object.hasOwn(surfaces, id)))
        no([index, "surfaces"], "it names a client of the broker, whose surface is always local");
      if (providers.length > 1 && claims.userPrefix === undefined)
        no(
          [index, "claims", "userPrefix"],
          "with several providers, each needs it: a text before its ids, or an empty text where an id means the same person at all of them",
        );
      if (names.has(nameOf(provider)))
        no([index, "name"], "another provider has the same name, so no person can choose one");
      if (titles.has(titleOf(provider)))
        no([index, "title"], "another provider has the same title, so no person can tell them apart");
      names.add(nameOf(provider));
      titles.add(titleOf(provider));
      for (const issuer of new Set([...tokenIssuersOf(provider), ...tokenIssuersOf(approverSideOf(provider))])) {
        if (issuers.has(issuer)) no([index, "tokenIssuers"], "another provider has the same issuer");
        issuers.add(issuer);
      }
    }
  });
export type IdentityProviders = z.output<typeof IdentityProviders>;

/** The JSON of DRAWBRIDGE_IDENTITY_PROVIDERS. A message names the member that is wrong, and never its value. */
export const IdentityProvidersText = z.string().transform((text, context) => {
  const add = (message: string): void => void context.issues.push({ code: "custom", message, input: text });
  const json = parsed(text);
  if (json === undefined) {
    add("it is not JSON");
    return z.NEVER;
  }
  const read = IdentityProviders.safeParse(json);
  for (const { path, message } of read.error?.issues ?? []) add(`${placeOf(path)}: ${message}`);
  return read.success ? DescriptionsOf.parse(json) : z.NEVER;
});

/** What was checked above, in the form in which the operator wrote it. */
const DescriptionsOf = z.custom<z.input<typeof IdentityProviders>>();

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `[0].approver.clientIds`. Below `surfaces`, `map` and `parameters`, the names are values of the operator, so they are left out. */
function placeOf(path: readonly PropertyKey[]): string {
  const end = path.findIndex((key) => key === "surfaces" || key === "map" || key === "parameters");
  const shown = end === -1 ? path : path.slice(0, end + 1);
  return shown
    .map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? String(key) : `.${String(key)}`))
    .join("");
}
