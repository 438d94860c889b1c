/** What a person sees of a version of a server before they review it. Reads only. */
import type { AccessPolicy } from "@drawbridge/contracts/access";
import type { ReviewKind } from "@drawbridge/contracts/governance/reviews";
import { isOwner, type Roles, rolesOf } from "@drawbridge/contracts/governance/roles";
import type { Environment } from "@drawbridge/contracts/identity";
import type { Finding } from "@drawbridge/contracts/poisoning";
import { type Comparison, compareTools } from "@drawbridge/contracts/tool-versions";
import { askOf, policyOf, versioned } from "@drawbridge/hosted/access-policy";
import { sql } from "kysely";
import type { Person } from "../approvals/may-decide.ts";
import type { SealedDatabase } from "../approvals/transition.ts";
import type { Database } from "../database.ts";
import { accessDifference, type GroupDifference } from "./access-difference.ts";
import { compilePolicy } from "./compile.ts";
import { findingsOf } from "./findings.ts";
import { dayOf, newestPolicies, newestPolicy, policyHistory, type StoredPolicy } from "./policy-store.ts";
import { neededReviews, reviewRefusal } from "./review-rules.ts";
import { reviewsOf, type VersionRef, type WrittenReview } from "./review-store.ts";
import type { ApprovedPolicy } from "./standing.ts";
import { findVersion, type ServerVersion, versionsInReview, versionsOf } from "./version-store.ts";

export interface VersionView {
  readonly version: ServerVersion;
  /** The version that is approved now; null where there is none. */
  readonly approved: ServerVersion | null;
  /** The newest policy of the server; null before the first approval. */
  readonly policy: StoredPolicy | null;
  /** Null where the server does not say the schemas of its tools. */
  readonly comparison: Comparison | null;
  /** What is suspicious about the texts of its tools. */
  readonly findings: readonly Finding[];
  readonly access: readonly GroupDifference[];
  /** Calls of the last thirty days to tools that no person could call by this version. */
  readonly lostCalls: readonly LostCalls[];
  readonly needed: readonly ReviewKind[];
  readonly reviews: ReadonlyMap<ReviewKind, WrittenReview>;
  /** Of each kind: why this person may not write it; null if they may. */
  readonly refusals: ReadonlyMap<ReviewKind, string | null>;
}

/** Days before the last day of reviews on which reviewers and owners see that it comes. */
const noticeDays = 14;
const dayMs = 24 * 60 * 60_000;

export interface LostCalls {
  readonly tool: string;
  readonly calls: number;
  readonly people: number;
}

export interface PolicyView {
  readonly server: string;
  /** The newest first. */
  readonly history: readonly StoredPolicy[];
  readonly versions: readonly ServerVersion[];
  readonly operator: boolean;
}

export interface Queue {
  readonly waiting: readonly ServerVersion[];
  /** The policies whose reviews end within two weeks, or have ended. */
  readonly ending: readonly StoredPolicy[];
}

export interface VersionViews {
  /** What waits for reviews, of what the person may see. */
  queue(person: Person): Promise<Queue>;
  /** Null if there is no such version, or the person may not see it. */
  version(person: Person, ref: VersionRef): Promise<VersionView | null>;
  /** The same. */
  policy(person: Person, server: string): Promise<PolicyView | null>;
}

export function versionViews(
  sealed: SealedDatabase,
  { roles, environment }: { readonly roles: Roles; readonly environment: Environment },
  now: () => Date,
): VersionViews {
  const { database } = sealed;
  const maySee = ({ groups }: Person, owners: readonly string[]): boolean => {
    const { operator, reviews } = rolesOf(groups, roles);
    return operator || reviews.length > 0 || isOwner(groups, owners);
  };
  return {
    async queue(person) {
      const versions = await versionsInReview(database);
      const soon = dayOf(new Date(now().getTime() + noticeDays * dayMs));
      const policies = await newestPolicies(database);
      const ending = policies.filter(({ state, policy }) => state === "open" && policy.lastDay <= soon);
      const owners = new Map<string, readonly string[]>();
      for (const { server, version } of ending)
        owners.set(server, (await findVersion(database, server, version))?.manifest.owners ?? []);
      return {
        waiting: versions.filter(({ manifest }) => maySee(person, manifest.owners ?? [])),
        ending: ending.filter(({ server }) => maySee(person, owners.get(server) ?? [])),
      };
    },
    async version(person, ref) {
      const version = await findVersion(database, ref.server, ref.version);
      if (version === null) return null;
      const policy = await newestPolicy(database, ref.server);
      const approved = policy === null ? null : await findVersion(database, ref.server, policy.version);
      const owners = [...(version.manifest.owners ?? []), ...(approved?.manifest.owners ?? [])];
      if (!maySee(person, owners)) return null;
      const reviews = await reviewsOf(sealed, ref);
      const needed = neededReviews(version.manifest);
      const written = [...reviews.values()].map(({ review }) => review);
      const next = compilePolicy(version, written, dayOf(now()));
      const before = policy === null ? null : asAccessPolicy(version, policy.policy);
      const groups = [...next.groups, ...(policy?.policy.groups ?? [])];
      return {
        ...{ version, approved, policy, reviews, needed },
        comparison: version.tools === null ? null : compareTools(approved?.tools ?? [], version.tools),
        findings: await findingsOf(database, version),
        access: accessDifference(before, asAccessPolicy(version, next), groups, environment),
        lostCalls: await callsTo(database, ref.server, Object.keys(next.tools)),
        refusals: new Map(needed.map((kind) => [kind, reviewRefusal(kind, version, owners, person, roles)])),
      };
    },
    async policy(person, server) {
      const versions = await versionsOf(database, server);
      if (versions.length === 0 || !versions.some(({ manifest }) => maySee(person, manifest.owners ?? []))) return null;
      const history = await policyHistory(database, server);
      return { server, history, versions, operator: rolesOf(person.groups, roles).operator };
    },
  };
}

const asAccessPolicy = ({ manifest }: ServerVersion, { coarse, tools, policies }: ApprovedPolicy): AccessPolicy =>
  versioned({ ...policyOf(manifest), coarse, tools, policies, ask: askOf(manifest) });

/** Calls of the last thirty days to tools other than these. */
async function callsTo(database: Database, server: string, kept: readonly string[]): Promise<LostCalls[]> {
  const rows = await database
    .selectFrom("calls")
    .select(({ fn }) => [
      "tool",
      fn.countAll<string>().as("calls"),
      sql<string>`count(distinct (user_claim, user_name))`.as("people"),
    ])
    .where("server", "=", server)
    .where("at", ">", sql<Date>`now() - interval '30 days'`)
    .$if(kept.length > 0, (query) => query.where("tool", "not in", [...kept]))
    .groupBy("tool")
    .orderBy("tool")
    .execute();
  return rows.map(({ tool, calls, people }) => ({ tool, calls: Number(calls), people: Number(people) }));
}
