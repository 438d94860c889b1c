/** The access policy that follows from a server's manifest, and the version that names its exact content. */
import { createHash } from "node:crypto";
import type { AccessPolicy } from "@drawbridge/contracts/access";
import { canonicalJson } from "@drawbridge/contracts/digest";
import type { ServerManifest } from "@drawbridge/contracts/registry";

/**
 * The policy that a server asks for in its manifest. The registry starts from it, and in tests a fixed policy source
 * serves it.
 */
export const policyOf = (manifest: ServerManifest): AccessPolicy =>
  versioned({
    server: manifest.name,
    coarse: manifest.access,
    tools: Object.fromEntries(manifest.tools.map(({ name, policy, effect }) => [name, { policy, effect }])),
    policies: manifest.policies,
    ask: askOf(manifest),
  });

/**
 * Adds the version of a policy's content: the SHA-256 of its canonical JSON, so that the version changes exactly when any
 * part of the content changes.
 */
export const versioned = (content: Omit<AccessPolicy, "version">): AccessPolicy => ({
  ...content,
  version: createHash("sha256").update(canonicalJson(content)).digest("hex"),
});

/** The contact for a refused person: "Data Platform (#presto-help)". */
export function askOf({ owner, support }: Pick<ServerManifest, "owner" | "support">): string {
  const [first] = support;
  return first === undefined ? owner : `${owner} (${first.label})`;
}
