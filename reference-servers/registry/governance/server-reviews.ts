/**
 * What people do about versions of servers: they write reviews, which approve the version once all that it needs are
 * there, and they suspend, resume and retire servers. Each act is one transaction, with the person in the audit.
 */
import type { Review } from "@drawbridge/contracts/governance/reviews";
import { type Roles, rolesOf } from "@drawbridge/contracts/governance/roles";
import { stateAfter, type VersionAct, versionStateWords } from "@drawbridge/contracts/governance/version-states";
import type { Person } from "../approvals/may-decide.ts";
import type { SealedDatabase } from "../approvals/transition.ts";
import type { Database } from "../database.ts";
import { compilePolicy } from "./compile.ts";
import { findingsOf } from "./findings.ts";
import { frozenOf } from "./frozen-version.ts";
import { dayOf, keepPolicy, newestPolicy, type StoredPolicy } from "./policy-store.ts";
import { neededReviews, pointsOf, reviewRefusal } from "./review-rules.ts";
import { keepReview, reviewsOf, type VersionRef, type WrittenReview } from "./review-store.ts";
import type { PolicyState } from "./standing.ts";
import { changeState, findVersion, type ServerVersion, versionsOf } from "./version-store.ts";

export type Acted =
  | { readonly ok: true; readonly approved: boolean }
  | { readonly ok: false; readonly error: "unknown" | "not-allowed" | "conflict" | "unfit"; readonly message: string };

export type OperatorAct = Extract<VersionAct, "suspend" | "resume" | "retire">;

export interface ServerReviews {
  /** Stores a review. Approves the version where it was the last one that the version needed. */
  write(person: Person, ref: VersionRef, review: Review): Promise<Acted>;
  /** Takes a server out of use, or brings it back. `after` is the number of the policy that the person saw. */
  act(person: Person, server: string, act: OperatorAct, why: string, after: number): Promise<Acted>;
}

export function serverReviews(
  sealed: SealedDatabase,
  { roles, withdraw }: { readonly roles: Roles; withdraw(server: string, reason: string): Promise<void> },
  now: () => Date,
): ServerReviews {
  const { seals } = sealed;
  /** What was written before a refusal does not stay. */
  const inTransaction = async (run: (database: Database) => Promise<Acted>): Promise<Acted> => {
    const transaction = await sealed.database.startTransaction().execute();
    try {
      const acted = await run(transaction);
      await (acted.ok ? transaction.commit() : transaction.rollback()).execute();
      return acted;
    } catch (error) {
      if (!transaction.isCommitted && !transaction.isRolledBack) await transaction.rollback().execute();
      throw error;
    }
  };

  return {
    write: (person, ref, review) =>
      inTransaction(async (database) => {
        const version = await findVersion(database, ref.server, ref.version, true);
        if (version === null) return no("unknown", "There is no such version.");
        const standing = await newestPolicy(database, ref.server);
        const before = standing === null ? null : await findVersion(database, ref.server, standing.version);
        const owners = [...(version.manifest.owners ?? []), ...(before?.manifest.owners ?? [])];
        const refusal = reviewRefusal(review.kind, version, owners, person, roles);
        if (refusal !== null) return no("not-allowed", refusal);
        const problem = problemOf(version, review);
        if (problem !== null) return problem;
        const blocking = (await findingsOf(database, version)).find(({ tier }) => tier === "hard");
        if (blocking !== undefined && review.verdict === "approved")
          return no(
            "unfit",
            `No review can approve this version: ${blocking.what} (${blocking.tool}${blocking.where}). Ask for changes.`,
          );
        const written: WrittenReview = { review, reviewer: { user: person.user, claim: person.claim }, at: now() };
        const reviews = new Map(await reviewsOf({ database, seals }, ref)).set(review.kind, written);
        const approves = isComplete(version, [...reviews.values()], now());
        if (approves) {
          if (standing !== null && standing.state !== "open")
            return no("conflict", `${ref.server} is ${standing.state}, so no version of it can be approved.`);
          const approval = await approve({ database, seals }, version, [...reviews.values()], written, standing);
          if (!approval) return no("conflict", changedMeanwhile);
        }
        await keepReview({ database, seals }, ref, written);
        return { ok: true, approved: approves };
      }),

    async act(person, server, act, why, after) {
      const acted = await inTransaction(async (database) => {
        if (!rolesOf(person.groups, roles).operator)
          return no("not-allowed", `This is for operators${groupsInWords(roles.operators)}.`);
        if (why.trim() === "") return no("unfit", "Say why: those who can no longer use it read this.");
        const standing = await newestPolicy(database, server);
        if (standing === null) return no("unknown", `No version of ${server} was ever approved.`);
        const version = await findVersion(database, server, standing.version, true);
        if (version === null) return no("unknown", "There is no such version.");
        const next = stateAfter(version.state, act);
        if (next === null)
          return no(
            "conflict",
            `${server} is ${versionStateWords[version.state].toLowerCase()}, so this cannot be done.`,
          );
        const by = { user: person.user, claim: person.claim };
        const at = now();
        const { policy } = standing;
        const changed = await changeState(database, version, { state: next, by, at, why });
        const state = policyStates[act];
        const isStored = await keepPolicy(
          { database, seals },
          { server, version: version.number, state, policy, why, by, at, after },
        );
        return changed && isStored ? { ok: true, approved: act === "resume" } : no("conflict", changedMeanwhile);
      });
      if (acted.ok && act !== "resume") await withdraw(server, `${server} is ${policyStates[act]}: ${why}`);
      return acted;
    },
  };
}

const policyStates: Readonly<Record<OperatorAct, PolicyState>> = {
  suspend: "suspended",
  resume: "open",
  retire: "retired",
};

const changedMeanwhile = "Another person has changed this since you opened the page. Nothing was done: look again.";

const no = (error: Extract<Acted, { ok: false }>["error"], message: string): Acted => ({ ok: false, error, message });

/** Why this review cannot be written about this version. */
function problemOf(version: ServerVersion, review: Review): Acted | null {
  if (!isReviewable(version))
    return no(
      "conflict",
      `Version ${version.number} is ${versionStateWords[version.state].toLowerCase()}, so it is not reviewed.`,
    );
  if (version.tools === null)
    return no(
      "unfit",
      "The server does not announce the schemas of its tools, so a review cannot bind them. Update its framework, then review the version that it announces.",
    );
  const announced = frozenOf({ manifest: version.manifest, listed: [...version.tools] });
  if (announced.digest !== version.digest || review.digest !== version.digest)
    return no("conflict", "The version is not the one that you saw. Nothing was done: look again.");
  const points = pointsOf(review.kind).map(({ id }) => id);
  const open = points.filter((id) => review.answers[id] === undefined);
  if (open.length > 0) return no("unfit", `Answer every point of the checklist. Open: ${open.join(", ")}.`);
  const denied = points.filter((id) => review.answers[id] === "no");
  return review.verdict === "approved" && denied.length > 0 && review.findings.trim() === ""
    ? no("unfit", "You answered no to a point. Say in the findings why it can be approved, or ask for changes.")
    : null;
}

/** One that waits for its reviews, or the approved one, whose reviews are written again before their last day. */
export const isReviewable = ({ state }: Pick<ServerVersion, "state">): boolean =>
  state === "in-review" || state === "approved";

/** Whether all reviews that the version needs are there, approve it, and have not expired. */
function isComplete(version: ServerVersion, reviews: readonly WrittenReview[], now: Date): boolean {
  const today = dayOf(now);
  const counting = reviews.filter(({ review }) => review.expires >= today && review.digest === version.digest);
  const approved = counting.filter(({ review }) => review.verdict === "approved").map(({ review }) => review.kind);
  return (
    neededReviews(version.manifest).every((kind) => approved.includes(kind)) &&
    counting.every(({ review }) => review.verdict === "approved")
  );
}

/** False where another person changed something meanwhile. */
async function approve(
  { database, seals }: SealedDatabase,
  version: ServerVersion,
  reviews: readonly WrittenReview[],
  { reviewer, at }: WrittenReview,
  standing: StoredPolicy | null,
): Promise<boolean> {
  const why = `approved by ${reviews.map(({ review: { kind }, reviewer: { user } }) => `${user} (${kind})`).join(", ")}`;
  for (const other of await versionsOf(database, version.server)) {
    if (other.number === version.number) continue;
    const replaced = other.number < version.number || other.number === standing?.version;
    const state = replaced ? stateAfter(other.state, "replace") : null;
    const because = `version ${version.number} took its place`;
    if (state !== null && !(await changeState(database, other, { state, by: reviewer, at, why: because })))
      return false;
  }
  const policy = compilePolicy(
    version,
    reviews.map(({ review }) => review),
    dayOf(at),
  );
  return (
    (version.state === "approved" ||
      (await changeState(database, version, { state: "approved", by: reviewer, at, why }))) &&
    (await keepPolicy(
      { database, seals },
      {
        ...{ server: version.server, version: version.number, state: "open", policy, why, at },
        by: reviewer,
        after: standing?.number ?? 0,
      },
    ))
  );
}

const groupsInWords = (groups: readonly string[]): string => (groups.length === 0 ? "" : `: ${groups.join(" or ")}`);
