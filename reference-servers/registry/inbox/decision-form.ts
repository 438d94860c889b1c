/**
 * What a posted decision form says: from its fields to decisions. A request without a choice gives no decision. Pure.
 */
import { type Decisions, Resolution } from "@drawbridge/contracts/approvals";
import { shortened } from "@drawbridge/contracts/storable-text";
import type { z } from "zod";

type Decision = Decisions["decisions"][number];

/** What the person chose for each request, as it was typed. */
export type Choices = ReadonlyMap<string, { readonly decision: string; readonly reason: string }>;

export interface DecisionForm {
  readonly decisions: readonly Decision[];
  readonly choices: Choices;
  /** Sentences about the fields that could not be understood. */
  readonly problems: readonly string[];
  /** The one request whose own page sent the form; null for the list. */
  readonly page: string | null;
}

const maxReasonLength = 1000;

/** Fields: `shown.<id>` for each request on the screen, `decision.<id>`, `reason.<id>`, `similar.<id>`, and `all`. */
export function readDecisionForm(form: URLSearchParams): DecisionForm {
  const all = form.get("all") ?? "";
  const decisions: Decision[] = [];
  const choices = new Map<string, { decision: string; reason: string }>();
  const problems: string[] = [];
  for (const [field, value] of form) {
    const id = /^shown\.([\w-]{1,64})$/.exec(field)?.[1];
    if (id === undefined) continue;
    const decision = all === "" ? (form.get(`decision.${id}`) ?? "leave") : all;
    const reason = ((all === "reject" ? form.get("reason.all") : form.get(`reason.${id}`)) ?? "").trim();
    choices.set(id, { decision, reason });
    if (decision === "approve") {
      const similar = form.get(`similar.${id}`) === "3600" ? { similarSeconds: 3600 } : {};
      decisions.push({ id, shown: value, decision: "approve", ...similar });
    } else if (decision === "reject" && reason === "") {
      problems.push("A rejection needs a reason: the agent gets it.");
    } else if (decision === "reject") {
      decisions.push({ id, shown: value, decision: "reject", reason: shortened(reason, maxReasonLength) });
    }
  }
  return { decisions, choices, problems, page: form.get("page") };
}

/** Fields `outcome` and `reason`; null if one of them is invalid. */
export function readResolutionForm(form: URLSearchParams): z.infer<typeof Resolution> | null {
  const resolution = Resolution.safeParse({ outcome: form.get("outcome"), reason: form.get("reason")?.trim() });
  return resolution.success ? resolution.data : null;
}
