/**
 * Whether a notification holds everything that a person must read before a yes. Pure. An editor draws a notification as one
 * paragraph: it joins lines and runs of spaces, cuts what is long, makes links of square brackets, and marks no character.
 */

import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { readObjects } from "@drawbridge/contracts/approvals/act";
import { maxNameLength } from "@drawbridge/contracts/approvals/surface";
import { isVisible } from "@drawbridge/contracts/visible-text";

/** Characters of a statement that are still read at a glance, in a notification of the editor's usual width. */
export const maxStatementLength = 160;

/** Characters of the act's line and of an object's name: what is longer makes the notification hard to read. */
const maxActLength = 120;

/**
 * Printable ASCII with single spaces between words: letters of other scripts may reorder what is beside them, or pass for
 * Latin ones. Square brackets would be changed (unlinked.ts).
 */
const plainStatement = /^[!-Z\\^-~]+(?: [!-Z\\^-~]+)*$/;

/** Whether the statement stands in the notification whole and as it is. */
export const isStatementWhole = ({ plan: { text } }: ApprovalView): boolean =>
  text !== null && text.content.length <= maxStatementLength && plainStatement.test(text.content);

/**
 * Whether the notification may offer Approve: for the person's own call, that destroys nothing and can be undone, and whose
 * statement and names are wholly shown there. For any other it offers the page.
 */
export function mayApproveInToast(view: ApprovalView): boolean {
  const { plan, need, user, agent, workspace, serverTitle } = view;
  const names = [user, agent ?? "", workspace ?? "", serverTitle];
  const shown = [...names, plan.summary, ...readObjects(plan).slice(0, 3)];
  return (
    plan.effect !== "destructive" &&
    plan.reversible === "yes" &&
    need === "caller" &&
    isStatementWhole(view) &&
    names.every((name) => name.length <= maxNameLength) &&
    shown.every((text) => text.length <= maxActLength && isVisible(text) && !/[[\]]|^\s|\s\s|\s$/.test(text))
  );
}
