/** The secrets of the approver's client: one for all identity providers, or one for each by the provider's name. */
import type { IdentityProvider } from "@drawbridge/contracts/identity-provider/provider";
import { nameOf } from "@drawbridge/contracts/identity-provider/provider-names";
import { IdentityProvidersText } from "@drawbridge/contracts/identity-provider/providers";
import { approverClientSecret, partSecretVariables } from "@drawbridge/contracts/part-secret";
import { derivedFrom, type Secret } from "@drawbridge/contracts/secret";
import type { Rule } from "@drawbridge/hosted/environment";
import { secretIn } from "@drawbridge/hosted/secret-in";
import { z } from "zod";
import type { RegistrySettings } from "./settings.ts";

/** JSON: name of a provider → secret. A message never holds a value. */
export const SecretsByName = z.string().transform((text, context) => {
  const read = z.record(z.string(), z.string().min(1)).safeParse(jsonOf(text));
  if (read.success) return read.data;
  context.issues.push({ code: "custom", message: "it is no JSON object of names and secrets", input: text });
  return z.NEVER;
});

/** The secret of the approver's client at this provider. */
export const approverSecretOf = (
  {
    approverSecrets,
    approverSecret,
    rootSecret,
  }: Pick<RegistrySettings, "approverSecrets" | "approverSecret" | "rootSecret">,
  provider: IdentityProvider,
): Secret => approverSecrets?.[nameOf(provider)] ?? approverSecret ?? derivedFrom(rootSecret, approverClientSecret);

/** The same as they change in their file. A name that leaves the file keeps the secret that it had at the start. */
export function secretsByName(
  environment: NodeJS.ProcessEnv,
  atStart: Readonly<Record<string, string>>,
): Readonly<Record<string, Secret>> {
  const text = secretIn(environment, partSecretVariables.approverClients, JSON.stringify(atStart));
  const secretOf = (name: string, first: string): Secret =>
    derivedFrom(text, (current) => SecretsByName.safeParse(current).data?.[name] ?? first);
  return Object.fromEntries(Object.entries(atStart).map(([name, first]) => [name, secretOf(name, first)]));
}

/** A secret under a name that no provider has would be missed only when a person signs in. */
export const secretsHaveProviders: Rule = (set) => {
  const secrets = SecretsByName.safeParse(set[partSecretVariables.approverClients]).data ?? {};
  const providers = IdentityProvidersText.safeParse(set.DRAWBRIDGE_IDENTITY_PROVIDERS).data ?? [];
  const names = providers.map(nameOf);
  if (Object.keys(secrets).every((name) => names.includes(name))) return [];
  const fault = `it has a name that no provider in DRAWBRIDGE_IDENTITY_PROVIDERS has. Their names are: ${names.join(", ")}`;
  return [{ variable: partSecretVariables.approverClients, fault }];
};

/** Undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
