/** Says whether a request is decided in this editor or on its page in the browser. Pure; the registry enforces it. */
import type { Approval } from "@drawbridge/contracts/approvals";
import type { Paired } from "../../signin/pairing-state.ts";

/** What the answer depends on: who allowed this editor, and the time in milliseconds since 1970. */
export interface Presence {
  readonly paired: Paired | null;
  readonly now: number;
}

/** A registry that names no time limit accepts an editor's decision as long as the editor is paired. */
export function decidesHere({ mayDecide: { allowed, editorSeconds } }: Approval, { paired, now }: Presence): boolean {
  if (!allowed || paired === null || now >= paired.until) return false;
  return editorSeconds === undefined || now < paired.authenticatedAt + editorSeconds * 1000;
}

/**
 * Whether a person can record here how a call of unknown outcome ended. `mayDecide` refuses for every request that waits
 * no more, so the answer depends on the pairing alone; the registry judges the person and the time limit.
 */
export const recordsOutcomeHere = ({ state }: Pick<Approval, "state">, { paired, now }: Presence): boolean =>
  state === "outcome-unknown" && paired !== null && now < paired.until;

/** When this editor loses the next of these requests to the browser (ms since 1970); null where it loses none. */
export function nextToBrowser(approvals: readonly Approval[], presence: Presence): number | null {
  const { paired } = presence;
  if (paired === null) return null;
  const ends = approvals
    .filter((approval) => decidesHere(approval, presence))
    .map(({ mayDecide: { editorSeconds } }) =>
      Math.min(paired.until, paired.authenticatedAt + (editorSeconds ?? Number.POSITIVE_INFINITY) * 1000),
    );
  return ends.length === 0 ? null : Math.min(...ends);
}
