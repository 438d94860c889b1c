/** The secrets that registry and edge read alike: the root secret, and what both show to the identity provider and the directory. */
import { minSecretLength, partSecretVariables } from "@drawbridge/contracts/part-secret";
import type { Secret } from "@drawbridge/contracts/secret";
import { z } from "zod";
import { otherFacts, secretIn } from "./secret-in.ts";
import { rootSecretFacts } from "./shared-variables.ts";
import { refuseEmpty, variable } from "./variable.ts";

const { root, rootOther } = partSecretVariables;
/** Fewer characters can be guessed. */
const Root = z.string().min(minSecretLength);
const optionalText = () => z.string().min(1).optional();

export const sharedSecretVariables = {
  [root]: variable(Root, rootSecretFacts),
  [rootOther]: variable(Root.optional(), otherFacts(root)),
  DRAWBRIDGE_INTROSPECTION_SECRET: variable(refuseEmpty(optionalText()), {
    means: "Secret for questions to the identity provider about tokens that are no JWTs.",
    example: "SECRET",
    default: "tokens that are no JWTs are refused",
    secret: true,
  }),
  DRAWBRIDGE_INTROSPECTION_SECRET_OTHER: variable(optionalText(), otherFacts("DRAWBRIDGE_INTROSPECTION_SECRET")),
  DRAWBRIDGE_GROUPS_SECRET: variable(refuseEmpty(optionalText()), {
    means: "Secret for a provider whose description looks groups up in a directory (`groupLookup`).",
    example: "SECRET",
    default: "no directory is asked",
    secret: true,
  }),
  DRAWBRIDGE_GROUPS_SECRET_OTHER: variable(optionalText(), otherFacts("DRAWBRIDGE_GROUPS_SECRET")),
};

export interface SharedSecrets {
  /** See part-secret.ts. */
  readonly rootSecret: Secret;
  /** For questions to the identity provider about tokens that are no JWTs. Left out, those are refused. */
  readonly introspectionSecret?: Secret | undefined;
  /** For a provider whose description has a `groupLookup` of the kind `directory`. */
  readonly groupsSecret?: Secret | undefined;
}

const Variables = z.object(sharedSecretVariables);

/** As the part uses them; `values` are those at the start. */
export function sharedSecretsIn(environment: NodeJS.ProcessEnv, values: z.output<typeof Variables>): SharedSecrets {
  const secretOf = (name: "DRAWBRIDGE_INTROSPECTION_SECRET" | "DRAWBRIDGE_GROUPS_SECRET"): Secret | undefined =>
    values[name] && secretIn(environment, name, values[name]);
  return {
    rootSecret: secretIn(environment, root, values[root], minSecretLength),
    introspectionSecret: secretOf("DRAWBRIDGE_INTROSPECTION_SECRET"),
    groupsSecret: secretOf("DRAWBRIDGE_GROUPS_SECRET"),
  };
}
