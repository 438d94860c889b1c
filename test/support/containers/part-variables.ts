/** The variables of each part of Drawbridge in the company's network: the files of examples/containers, filled in. */
import { readFile } from "node:fs/promises";
import type { ProviderDescription } from "@drawbridge/contracts/identity-provider/provider";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import type { RegistryRoles } from "../../../reference-servers/platform/postgres/registry-roles.ts";
import { repository } from "../machine/source-files.ts";

export interface PartPlace {
  /** Public addresses, as people's programs use them. */
  readonly registryUrl: string;
  readonly edgeUrl: string;
  readonly database: RegistryRoles;
  readonly provider: ProviderDescription;
  readonly secrets: { readonly root: string; readonly seal: string; readonly approver: string };
}

/** The text of the file of variables for a part: `kind` is the example's name, and `name` the container's. */
export async function variablesFile(kind: string, name: string, place: PartPlace): Promise<string> {
  const { database, provider, secrets, registryUrl, edgeUrl } = place;
  const values: Readonly<Record<string, string>> = {
    NAME: name,
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    PROVIDERS: JSON.stringify([provider]),
    APPROVER_SECRET: secrets.approver,
    ROOT_SECRET: secrets.root,
    SEAL_SECRET: secrets.seal,
    PRESTO_REGISTRY_CREDENTIAL: registryCredential(secrets.root, "presto"),
    PRESTO_EDGE_PROOF: edgeProof(secrets.root, "presto"),
  };
  const example = await readFile(`${repository}examples/containers/${kind}.env`, "utf8");
  return example
    .replaceAll(/(?<==.*)\$\{(\w+)\}/g, (_, variable: string) => {
      const value = values[variable];
      if (value === undefined) throw new Error(`examples/containers/${kind}.env has an unknown \${${variable}}.`);
      return value;
    })
    .replaceAll(/(?<==)https:\/\/drawbridge\.acme\.example$/gm, registryUrl)
    .replaceAll(/(?<==)https:\/\/edge\.acme\.example$/gm, edgeUrl);
}
