/** Boundary 6: what anyone may read from the registry, and what the hosted parts send to it. */
import { z } from "zod";
import { AccessPolicy, Decision, Effect, ServerPolicy } from "./access.ts";
import { Deprecation } from "./deprecation-schema.ts";
import { Environment, Surface } from "./identity.ts";
import { type ProviderDescription, providerAt } from "./identity-provider/provider.ts";
import { IdentityProviders } from "./identity-provider/providers.ts";
import { PublicProvider } from "./identity-provider/public-part.ts";
import { AnnouncedInstance, RouteInstance } from "./instances.ts";
import { defaultPersonRule, PersonRule } from "./person.ts";
import { ListedTool } from "./tool-versions/described-tool.ts";

/**
 * Lower case, digits and dashes. Together with a tool's name, agents keep up to 50 characters whole (agents shorten names
 * at 64).
 */
export const ServerName = z.string().regex(/^[a-z][a-z0-9-]{0,24}$/);

/** The oldest releases of programs on engineers' machines that a registry serves (Semantic Versioning). */
export const OldestServed = z.object({ broker: z.string(), extension: z.string() });
export type OldestServed = z.infer<typeof OldestServed>;

/** Answer of the route `describeRegistry`, so that a user configures only one URL. */
export const WellKnown = z.object({
  registry: z.url(),
  api: z.url(),
  edge: z.url(),
  /** The first provider, for programs that know one alone. */
  issuer: z.url(),
  /** The approver's client is the registry's own, so it is not in this answer. */
  clients: z.object({ broker: z.string() }),
  /** RFC 8707 resource indicators, stable across restarts and ports. */
  audiences: z.object({ edge: z.string() }),
  /**
   * How to ask each identity provider for tokens. For a new sign-in the person chooses one. An older registry leaves it out: then
   * `publicProvidersOf` makes one of the fields above.
   */
  identityProviders: z.array(PublicProvider).min(1).optional(),
  /** The claim that identifies people, so that programs name a person as the registry does. Left out: `sub`. */
  person: PersonRule.optional(),
  /**
   * What the company requires of the proxies on its engineers' machines. Left out by an older registry: everything is
   * allowed.
   */
  policy: z
    .object({
      /** Whether `drawbridge bridge --url` may reach endpoints outside the registry. */
      directBridges: z.boolean(),
    })
    .optional(),
  /**
   * A program that is older asks its user to update, and sends nothing; what it sends is refused (client-release.ts). Left out by
   * an older registry: it serves all.
   */
  oldest: OldestServed.optional(),
});
export type WellKnown = z.infer<typeof WellKnown>;

/** How to ask each identity provider for tokens. */
export function publicProvidersOf({
  identityProviders,
  ...first
}: Pick<WellKnown, "identityProviders" | "issuer" | "clients" | "audiences" | "person">): readonly PublicProvider[] {
  if (identityProviders !== undefined) return identityProviders;
  const { issuer, clients, audiences, person = defaultPersonRule } = first;
  return [PublicProvider.parse({ issuer, clientId: clients.broker, resource: audiences.edge, person })];
}

/** How to ask the provider at `issuer` for tokens; null if the registry does not take its tokens any more. */
export const publicProviderAt = (
  issuer: string,
  wellKnown: Parameters<typeof publicProvidersOf>[0],
): PublicProvider | null => publicProvidersOf(wellKnown).find((each) => each.issuer === issuer) ?? null;

export const ToolManifest = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect: Effect,
  /** The named Cedar policy. */
  policy: z.string(),
  minutesSaved: z.number().nonnegative().max(1e6),
  /** The time after which the tool gives up by itself. A call that is silent for longer will not answer any more. */
  timeLimitSeconds: z.number().positive().optional(),
});
export type ToolManifest = z.infer<typeof ToolManifest>;

/** What a server says about itself. The registry makes its first entry from it. */
export const ServerManifest = z.object({
  name: ServerName,
  title: z.string(),
  description: z.string(),
  owner: z.string(),
  /** Groups whose members own the server: they submit its versions, and do not review them. Left out: none. */
  owners: z.array(z.string()).optional(),
  /** Where people get help: a channel, a page. */
  support: z.array(z.object({ label: z.string(), url: z.string().optional() })),
  sensitivity: z.enum(["public", "internal", "confidential", "restricted"]),
  environment: Environment,
  /** An unlisted server is shown only to those who may use it. */
  listed: z.boolean(),
  /** Left out: the server is not deprecated. */
  deprecated: Deprecation.optional(),
  access: ServerPolicy,
  /**
   * Groups whose members may be the second person of an approval. The registry takes its first value from here, as it
   * does for `access`.
   */
  approvers: z.array(z.string()),
  tools: z.array(ToolManifest),
  policies: z.record(z.string(), z.string()),
  /**
   * Every group that the server decides by, besides those of `access`: those of its policies, its settings and its data.
   * The edge tells it of no others. Left out: the server may decide by any group, so it gets all groups of each user.
   */
  groups: z.array(z.string()).optional(),
});
export type ServerManifest = z.infer<typeof ServerManifest>;

/** Body of the route `announceServer`: a server announces itself and the address where it listens. */
export const Announcement = z.object({
  manifest: ServerManifest,
  /**
   * The server's answer to tools/list, with every tool and for no caller, so that an approval also binds schemas and
   * annotations. Left out by an older server.
   */
  listed: z.array(ListedTool).optional(),
  url: z.url(),
  /** Left out by an older server. Then the announcement counts until the next one of this kind. */
  instance: AnnouncedInstance.optional(),
});
export type Announcement = z.infer<typeof Announcement>;

/** Answer of the route `readServerPolicy`. */
export const ServerPolicyAnswer = AccessPolicy;

/** The tools of a server's approved version, for the edge. */
export const RouteTools = z.object({
  /**
   * name → what its entry in tools/list must be (`listedFingerprintOf`) of each tool that may be called. Null where the approval is
   * from before these were stored: then the name alone counts.
   */
  approved: z.record(z.string(), z.string().nullable()),
  /** name → why it is held back, as the end of a sentence. */
  heldBack: z.record(z.string(), z.string()),
});
export type RouteTools = z.infer<typeof RouteTools>;

/** Answer of the route `readEdgeConfiguration`: everything the edge enforces. */
export const EdgeConfiguration = z.object({
  version: z.string(),
  issuer: z.url(),
  audience: z.string(),
  environment: Environment,
  /** The claim that identifies people. An older registry leaves it out, and uses `sub`. */
  person: PersonRule.default(defaultPersonRule),
  /** Client id of the token → surface. The edge refuses a client id that is not here. */
  surfaces: z.record(z.string(), Surface),
  /** The groups that any server decides by. An older registry leaves it out: then every server gets all groups. */
  groups: z.array(z.string()).optional(),
  /** What the edge refuses as too old. An older registry leaves it out: then the edge serves all. */
  oldest: OldestServed.optional(),
  /** How to read tokens. An older registry leaves it out: then `providersOf` makes one of the fields above. */
  identityProviders: z.custom<ProviderDescription[]>((value) => IdentityProviders.safeParse(value).success).optional(),
  routes: z.array(
    z.object({
      server: z.string(),
      /** One of the instances, for an older edge. */
      upstream: z.url(),
      /** Where the server is now. Left out by an older registry: at `upstream`. */
      instances: z.array(RouteInstance).optional(),
      listed: z.boolean(),
      coarse: ServerPolicy,
      /** Why no person may use the server now. Left out: those may whom `coarse` admits. */
      closed: z.string().optional(),
      /** Left out where no version of the server was approved, and by an older registry: then the server decides alone. */
      tools: RouteTools.optional(),
      ask: z.string(),
      /**
       * Whether the server gets all groups of a user, because it does not say by which it decides. Left out by an older
       * registry: it does.
       */
      allGroups: z.boolean().optional(),
    }),
  ),
});
export type EdgeConfiguration = z.infer<typeof EdgeConfiguration>;

/** The descriptions by which the edge reads tokens. */
export function providersOf({
  identityProviders,
  ...only
}: Pick<
  EdgeConfiguration,
  "identityProviders" | "issuer" | "audience" | "person" | "surfaces"
>): ProviderDescription[] {
  if (identityProviders !== undefined) return identityProviders;
  const local = Object.keys(only.surfaces).filter((id) => only.surfaces[id] === "local");
  const surfaces = Object.fromEntries(Object.entries(only.surfaces).filter(([, surface]) => surface !== "local"));
  const broker = { audiences: [only.audience], ...(local.length > 0 && { clientIds: local }) };
  return [{ ...providerAt(only.issuer, only.person), broker, surfaces }];
}

/**
 * One row of the answer of `listMyServers`: a server as the caller may see it. An unlisted server that the caller may not
 * use is absent.
 */
export const MyServer = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  owner: z.string(),
  support: z.array(z.object({ label: z.string(), url: z.string().optional() })),
  sensitivity: ServerManifest.shape.sensitivity,
  environment: Environment,
  /** From an actual probe of the server's /readyz. */
  status: z.enum(["up", "down", "unknown"]),
  /** Left out: the server is not deprecated, or the registry is older than this field. */
  deprecated: Deprecation.optional(),
  /** Where the edge serves it. */
  url: z.url(),
  /** Changes exactly when the entry (manifest or policy) changes. */
  version: z.string(),
  access: Decision,
  /** Empty where the caller may not use the server. */
  tools: z.array(ToolManifest.extend({ access: Decision })),
});
export type MyServer = z.infer<typeof MyServer>;

export const MyServers = z.object({
  user: z.string(),
  /** A name for people to read. Left out: the token has none. */
  name: z.string().optional(),
  groups: z.array(z.string()),
  servers: z.array(MyServer),
  /** As in `WellKnown`, so that a program which follows this list hears of it. Left out by an older registry. */
  oldest: OldestServed.optional(),
});
export type MyServers = z.infer<typeof MyServers>;

/** Where the edge serves a server's Streamable HTTP endpoint. */
export const edgePath = (server: string): string => `/mcp/${server}`;
