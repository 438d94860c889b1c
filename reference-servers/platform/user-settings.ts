/**
 * What the user's own settings mean for the stack: each one is used and handed on, and nothing replaces it. What cannot hold
 * in a stack of several parts is said in words. Pure.
 */
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { fileVariable } from "@drawbridge/hosted/secret-files";
import { isUnknown } from "@drawbridge/hosted/unknown-variables";

/** Whether the user set the variable, itself or as a file. A blank one is not set. */
export const isSet = (user: NodeJS.ProcessEnv, name: string): boolean =>
  [name, fileVariable(name)].some((each) => (user[each] ?? "").trim() !== "");

/** Empty, these are an error of the registry, and never the stack's own value. */
const refusedWhenEmpty: readonly string[] = ["DRAWBRIDGE_SEAL_SECRET", partSecretVariables.approverClient];

/**
 * The environment of one part: what only the stack knows, then what the user set, then the stack's defaults. A secret is in
 * it once, as a value or as a file. A variable that no part reads is not in it, because the stack itself warns of it (main.ts).
 */
export function environmentOf(
  part: { readonly variables: NodeJS.ProcessEnv; readonly defaults?: NodeJS.ProcessEnv | undefined },
  user: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const { variables, defaults = {} } = part;
  const missing = Object.keys(defaults).filter(
    (name) => !isSet(user, name) && !(refusedWhenEmpty.includes(name) && user[name] !== undefined),
  );
  const replaced = [...Object.keys(variables), ...missing].flatMap((name) => [name, fileVariable(name)]);
  const handedOn = Object.entries(user).filter(([name]) => !replaced.includes(name) && !isUnknown(name));
  return {
    ...Object.fromEntries(handedOn),
    ...Object.fromEntries(missing.map((name) => [name, defaults[name]])),
    ...variables,
  };
}

/** The port of an address on this machine's loopback; null for an address of another kind. */
export function loopbackPort(address: string | undefined): number | null {
  if (address === undefined || !URL.canParse(address)) return null;
  const { protocol, hostname, port } = new URL(address);
  const isLoopback = ["127.0.0.1", "localhost", "[::1]"].includes(hostname);
  return protocol === "http:" && isLoopback && port !== "" ? Number(port) : null;
}

/** Variables of a single server: in a stack of several, one value cannot be right for all. */
const ofOneServer = [
  partSecretVariables.registryCredential,
  partSecretVariables.edgeProof,
  "DRAWBRIDGE_SERVER_URL",
] as const;

/** One sentence for each setting that the stack cannot use as it is, or that needs another one beside it. */
export function noticesOf(user: NodeJS.ProcessEnv, ownProvider: boolean): readonly string[] {
  const notices: string[] = [];
  if (isSet(user, "PORT"))
    notices.push(
      "PORT is set, and the stack does not use it: each part needs a port of its own. DRAWBRIDGE_PORT is the registry's.",
    );
  if (isSet(user, "HOST"))
    notices.push(
      "HOST is set, and the stack does not use it: it is for this machine alone, because its identity provider asks for no password. Start the parts by themselves to listen elsewhere.",
    );
  if (isSet(user, "DRAWBRIDGE_TLS_CERT_FILE") || isSet(user, "DRAWBRIDGE_TLS_KEY_FILE"))
    notices.push(
      "DRAWBRIDGE_TLS_CERT_FILE or DRAWBRIDGE_TLS_KEY_FILE is set, and the stack does not use it: its parts speak HTTP on 127.0.0.1. Put a TLS terminator in front, or start the parts by themselves.",
    );
  for (const name of ofOneServer)
    if (isSet(user, name))
      notices.push(
        `${name} is set, and the stack does not use it: it belongs to one server, and the stack has one for each of its servers.`,
      );
  if (isSet(user, "DRAWBRIDGE_ISSUER") && isSet(user, "DRAWBRIDGE_IDENTITY_PROVIDERS"))
    notices.push(
      "DRAWBRIDGE_ISSUER is set, and does not count beside DRAWBRIDGE_IDENTITY_PROVIDERS: the issuers in its descriptions do. Remove it.",
    );
  const secrets = [partSecretVariables.approverClient, partSecretVariables.approverClients];
  if (ownProvider && !secrets.some((name) => isSet(user, name)))
    notices.push(
      `${partSecretVariables.approverClient} is not set, so no person can sign in at the inbox. Set it to the secret of the inbox's client at your identity provider.`,
    );
  return notices;
}
