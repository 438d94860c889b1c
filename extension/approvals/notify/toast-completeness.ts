/**
 * Says whether a notification holds everything that a person must read before a yes. Pure. An editor draws a notification
 * as one paragraph: it joins lines and runs of spaces, cuts long text, makes links of square brackets, and does not mark
 * invisible characters.
 */

import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { readObjects } from "@drawbridge/contracts/approvals/act-text";
import { maxNameLength } from "@drawbridge/contracts/approvals/surface";
import { type DisplayNames, personText } from "@drawbridge/contracts/display-name";
import { isVisible } from "@drawbridge/contracts/visible-text";

/** The most characters of a statement that people can read at a glance, in a notification of the usual width. */
export const maxStatementLength = 160;

/** The most characters of the act's line and of an object's name. Longer ones make the notification hard to read. */
const maxActLength = 120;

/**
 * Printable ASCII with single spaces between words. Letters of other scripts may reorder the text beside them, or look like
 * Latin letters. Square brackets are excluded, because link-free-text.ts replaces them.
 */
const plainStatement = /^[!-Z\\^-~]+(?: [!-Z\\^-~]+)*$/;

/** Whether the notification shows the whole statement unchanged. */
export const isStatementWhole = ({ plan: { text } }: ApprovalView): boolean =>
  text !== null && text.content.length <= maxStatementLength && plainStatement.test(text.content);

/**
 * Whether the notification may offer Approve. It may for the person's own call that destroys nothing, can be undone, and
 * whose statement and names are wholly shown there. For any other call it offers the page.
 */
export function mayApproveInToast(view: ApprovalView, displayNames?: DisplayNames): boolean {
  const { plan, need, user, agent, workspace, serverTitle } = view;
  const names = [user, agent ?? "", workspace ?? "", serverTitle];
  const texts = [...names, personText(user, displayNames), plan.summary, ...readObjects(plan).slice(0, 3)];
  return (
    plan.effect !== "destructive" &&
    plan.reversible === "yes" &&
    need === "caller" &&
    isStatementWhole(view) &&
    names.every((name) => name.length <= maxNameLength) &&
    texts.every((text) => text.length <= maxActLength && isVisible(text) && !/[[\]]|^\s|\s\s|\s$/.test(text))
  );
}
