/** Answers "why" for a person: reads what the pure answer (why.ts) needs, and says whose answer a person may have. */
import { type Roles, rolesOf } from "@drawbridge/contracts/governance/roles";
import type { WhyAnswer } from "@drawbridge/contracts/governance/why";
import type { Principal, Surface } from "@drawbridge/contracts/identity";
import { decideServer } from "@drawbridge/hosted/coarse";
import { authorizers } from "../authorizers.ts";
import { edgeConfiguration } from "../catalogue.ts";
import { instancesByServer } from "../instances/store.ts";
import type { KnownGroups } from "../people/known-groups.ts";
import { Refused, unknownServer } from "../refusal.ts";
import type { ServerList } from "../server-list.ts";
import type { RegistrySettings } from "../settings.ts";
import type { Governed } from "../store.ts";
import { enforcedPolicy } from "./standing.ts";
import { whyAnswer } from "./why.ts";

export interface WhyAsked {
  readonly server: string;
  readonly tool?: string | undefined;
  /** Another person; for operators alone. */
  readonly user?: string | undefined;
  readonly surface?: Surface | undefined;
}

export interface WhyQuestions {
  /** Throws Refused: for another person's answer, where the asker is no operator; for a server that they may not see. */
  answer(asker: Principal & { readonly claim: string }, asked: WhyAsked): Promise<WhyAnswer>;
}

export interface WhyParts extends Governed {
  readonly servers: ServerList;
  readonly groupsOf: KnownGroups;
  readonly roles: Roles;
}

export function whyQuestions(
  settings: RegistrySettings,
  { database, servers, groupsOf, roles }: WhyParts,
): WhyQuestions {
  const { environment, edgeUrl } = settings;
  const authorizerOf = authorizers();
  const subjectOf = async (asker: Principal & { readonly claim: string }, { user, surface }: WhyAsked) => {
    if (user === undefined || user === asker.user)
      return { principal: { ...asker, surface: surface ?? asker.surface }, seen: null };
    if (!rolesOf(asker.groups, roles).operator)
      throw new Refused(
        403,
        "not-allowed",
        "The answer for another person is for operators. Ask for yourself, without a user.",
      );
    const found = await groupsOf.of({ user, claim: asker.claim });
    if (found === null)
      throw new Refused(
        404,
        "bad-request",
        `The registry has seen no sign-in of ${user} in the last 90 days, so it does not know their groups. Have them ask for themselves.`,
      );
    const { groups, seenAt } = found;
    const principal: Principal = { user, claim: asker.claim, groups, surface: surface ?? found.surface };
    return { principal, seen: seenAt };
  };
  return {
    async answer(asker, asked) {
      const { principal, seen } = await subjectOf(asker, asked);
      const [entries, instances] = await Promise.all([servers(), instancesByServer(database)]);
      const entry = entries.find(({ manifest }) => manifest.name === asked.server);
      if (entry === undefined) throw unknownServer(asked.server);
      const { listed } = entry.manifest;
      const { operator } = rolesOf(asker.groups, roles);
      const maySee = listed || operator || decideServer(enforcedPolicy(entry), asker, environment).allowed;
      if (!maySee) throw unknownServer(asked.server);
      const edge = edgeConfiguration(entries, instances, settings);
      const view = { principal, environment, authorizerOf };
      const { operators } = roles;
      return whyAnswer({ entry, tool: asked.tool ?? null, view, edge, edgeUrl, operators }, seen);
    },
  };
}
