/** The parts of a request as the editor writes them on one line. Pure. */

import type { Approval, ApprovalView, Plan } from "@drawbridge/contracts/approvals";
import { formatAct, objectFirst } from "@drawbridge/contracts/approvals/act-text";
import { formatCountdown } from "@drawbridge/contracts/approvals/countdown";
import { maxNameLength } from "@drawbridge/contracts/approvals/surface";
import { personText } from "@drawbridge/contracts/display-name";
import { oneLine } from "@drawbridge/contracts/visible-text";
import * as l10n from "@vscode/l10n";
import { editorText } from "../editor-text.ts";

type Asked = Pick<Approval, "view" | "names">;

/** "Ada Lindqvist (ada), by claude-code in reports". */
export function whoAsks({ view: { user, agent, workspace }, names }: Asked): string {
  const { person } = editorText;
  const asker = person(personText(user, names));
  if (agent === null) return asker;
  return workspace === null
    ? l10n.t("{0}, by {1}", asker, person(agent))
    : l10n.t("{0}, by {1} in {2}", asker, person(agent), person(workspace));
}

/** As `whoAsks`, without the person where the call is their own: a row is narrow, and the person knows who they are. */
export function askerOf(approval: Asked): string {
  const { agent, workspace, need } = approval.view;
  if (need !== "caller" || agent === null) return whoAsks(approval);
  const { person } = editorText;
  return workspace === null ? person(agent) : l10n.t("{0} in {1}", person(agent), person(workspace));
}

/** "CREATE TABLE ads.daily AS SELECT, reads from ads.events". */
export const actOf = (plan: Plan): string => formatAct(plan, editorText);

/** "ads.main.spend · INSERT", for a side bar or a tab: the object comes first, so that only the rest is cut. */
export const shortActOf = (plan: Plan, maxLength = 80): string => oneLine(objectFirst(plan), maxLength);

/**
 * As `shortActOf`, with the act in one word where there is one: "ads.main.spend · replace". The editor cuts the end of a
 * row, and its tooltip has the whole act.
 */
export const rowActOf = (plan: Plan): string => shortActOf({ ...plan, verb: shortVerb(plan.verb) });

const shortVerb = (verb: string): string =>
  verb
    .replace(/^CREATE OR REPLACE TABLE( AS)?$/, () => l10n.t("replace"))
    .replace(/^CREATE TABLE( AS)?( SELECT)?$/, () => l10n.t("create"))
    .replace(/^DROP TABLE$/, () => l10n.t("drop"))
    .replace(/^INSERT( INTO)?$/, () => l10n.t("insert"))
    .replace(/^DELETE( FROM)?$/, () => l10n.t("delete"))
    .replace(/^UPDATE$/, () => l10n.t("update"))
    .replace(/^MERGE( INTO)?$/, () => l10n.t("merge"))
    .replace(/^TRUNCATE( TABLE)?$/, () => l10n.t("empty"))
    .replace(/^ALTER TABLE$/, () => l10n.t("alter"));

export const placeOf = ({ serverTitle, environment }: ApprovalView): string =>
  `${oneLine(serverTitle, maxNameLength)} (${environment})`;

/** "12 min", then "1:45" in the last two minutes, then "over". */
export function timeLeft(ms: number): string {
  if (ms <= 0) return l10n.t("over");
  const seconds = Math.ceil(ms / 1000);
  return seconds > 120 ? l10n.t("{0} min", Math.floor(seconds / 60)) : formatCountdown(ms);
}
