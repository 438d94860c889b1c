/** Which variables a part needs of the deployment's root secret, with their values. Pure. */
import { edgeProof, partSecretVariables, peerCredential, registryCredential } from "@drawbridge/contracts/part-secret";

export interface PartSecrets {
  /** `registry`, `edge`, or a server's name. */
  readonly part: string;
  readonly root: string;
  /** The second root secret while it is changed. */
  readonly other: string | null;
  /** Servers that this one calls. */
  readonly calls: readonly string[];
  /** Servers that call this one. */
  readonly calledBy: readonly string[];
}

/** The part shows this secret and checks none by it, so that a second value would have no use: the first one is replaced. */
const credentialFor = (name: string): string => `${name.toUpperCase().replaceAll("-", "_")}_CREDENTIAL`;

/** The variables by name. With a second root secret, each that is also checked is followed by the one that ends in `_OTHER`. */
export function derivedVariables({ other, ...secrets }: PartSecrets): Readonly<Record<string, string>> {
  const current = variablesOf(secrets);
  if (other === null) return current;
  const second = variablesOf({ ...secrets, root: other });
  const shownAlone = secrets.calls.map(credentialFor);
  return Object.fromEntries(
    Object.entries(current).flatMap(([name, value]) =>
      shownAlone.includes(name)
        ? [[name, value]]
        : [
            [name, value],
            [`${name}_OTHER`, second[name] ?? ""],
          ],
    ),
  );
}

function variablesOf({ part, root, calls, calledBy }: Omit<PartSecrets, "other">): Record<string, string> {
  if (part === "registry" || part === "edge") return { [partSecretVariables.root]: root };
  const peers = calledBy.map((name) => `${name}=${peerCredential(root, name, part)}`).join(",");
  return {
    [partSecretVariables.registryCredential]: registryCredential(root, part),
    [partSecretVariables.edgeProof]: edgeProof(root, part),
    ...(peers !== "" && { [partSecretVariables.peers]: peers }),
    // As the Spark server names its credential for the Knowledge server.
    ...Object.fromEntries(calls.map((name) => [credentialFor(name), peerCredential(root, part, name)])),
  };
}
