/**
 * The life of one version of a server, as one table. A version is frozen, so a correction is another version. At most one
 * version of a server is current: the one by which the server is used, or by which it is out of use.
 */
import { z } from "zod";

export const VersionState = z.enum(["draft", "in-review", "approved", "suspended", "retired", "replaced"]);
export type VersionState = z.infer<typeof VersionState>;

/** What a person, or an announcement, does to a version. */
export const versionActs = ["submit", "withdraw", "approve", "replace", "suspend", "resume", "retire"] as const;
export type VersionAct = (typeof versionActs)[number];

/** Act → state before → state after. What is not here cannot be done. */
const steps: Readonly<Record<VersionAct, Partial<Readonly<Record<VersionState, VersionState>>>>> = {
  submit: { draft: "in-review" },
  withdraw: { draft: "replaced", "in-review": "replaced" },
  approve: { "in-review": "approved" },
  /** Another version takes its place. */
  replace: { draft: "replaced", "in-review": "replaced", approved: "replaced", suspended: "replaced" },
  suspend: { approved: "suspended" },
  resume: { suspended: "approved" },
  retire: { approved: "retired", suspended: "retired" },
};

/** The state after the act; null where a version in this state does not allow it. */
export const stateAfter = (state: VersionState, act: VersionAct): VersionState | null => steps[act][state] ?? null;

/** Whether the version is the one that decides about its server. */
export const isCurrent = (state: VersionState): boolean =>
  state === "approved" || state === "suspended" || state === "retired";

/** As people read it. */
export const versionStateWords: Readonly<Record<VersionState, string>> = {
  draft: "Draft",
  "in-review": "In review",
  approved: "Approved",
  suspended: "Suspended",
  retired: "Retired",
  replaced: "Replaced",
};
