/** A request as it is kept, and what it looks like to its server. */
import { createHash } from "node:crypto";
import { type Approval, type ApprovalTicket, ApprovalView, RunReport } from "@drawbridge/contracts/approvals";
import { formatState } from "@drawbridge/contracts/approvals/format";
import { ApprovalState } from "@drawbridge/contracts/approvals/states";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { z } from "zod";
import type { Deciding } from "../settings.ts";
import { mayDecide, type Person } from "./may-decide.ts";
import { editorSeconds } from "./presence.ts";

export const ApprovalRecord = z.object({
  id: z.string(),
  server: z.string(),
  user: z.string(),
  /** The claim of the token that `user` comes from. */
  claim: z.string(),
  tool: z.string(),
  digest: z.string(),
  policyVersion: z.string(),
  view: z.string().transform((text) => ApprovalView.parse(JSON.parse(text))),
  shown: z.string(),
  /** Digest of the view as the row has it: `shown`, unless somebody changed one of them. */
  viewDigest: z.string().transform((text) => createHash("sha256").update(text).digest("base64url")),
  state: ApprovalState,
  requestedAt: z.date(),
  /** The end of waiting while pending; of the grant once approved. */
  expiresAt: z.date(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
  /** How: the client, and what proved the person there; `scope` where a standing approval did. */
  decidedVia: z.string().nullable(),
  reason: z.string().nullable(),
  /** The standing scope that approved it. */
  scope: z.string().nullable(),
  /** `jti` of its grant, from the moment it is approved. */
  grantId: z.string().nullable(),
  /** The name of the call that consumed it. */
  call: z.string().nullable(),
  /** When a consumed one without an outcome becomes `outcome-unknown`. */
  deadline: z.date().nullable(),
  handle: z.string().nullable(),
  /** What the server said of the run, as JSON. */
  run: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : RunReport.parse(JSON.parse(text)))),
  /** See trust.ts; null in rows from before there were seals. */
  seal: z.string().nullable(),
});
export type ApprovalRecord = z.infer<typeof ApprovalRecord>;

/** The part of a record that its life changes. */
export type Progress = Pick<
  ApprovalRecord,
  | "state"
  | "expiresAt"
  | "decidedBy"
  | "decidedAt"
  | "decidedVia"
  | "reason"
  | "scope"
  | "grantId"
  | "call"
  | "deadline"
  | "handle"
  | "run"
>;

export const linkTo = (registryUrl: string, id: string): string => `${registryUrl}/approvals/${id}`;

/** `grant` is minted by whoever has the keys; null in every state but approved. */
export const ticketOf = (record: ApprovalRecord, registryUrl: string, grant: string | null): ApprovalTicket => ({
  id: record.id,
  tool: record.tool,
  state: record.state,
  link: linkTo(registryUrl, record.id),
  expiresAt: record.expiresAt.toISOString(),
  plan: record.view.plan,
  need: record.view.need,
  reason: record.reason,
  decidedBy: record.decidedBy,
  grant,
  handle: record.handle,
});

/** As a person sees it who may see it. `mayDecide` is about now: an undecided one, and by whom. */
export function approvalOf(
  record: ApprovalRecord,
  person: Person,
  approvers: readonly string[],
  { url, deciding }: { readonly url: string; readonly deciding: Deciding },
): Approval {
  const { view, shown, state, decidedBy, decidedAt, reason, scope, run } = record;
  const decision =
    decidedBy === null || decidedAt === null ? null : { by: decidedBy, at: decidedAt.toISOString(), reason, scope };
  const may =
    state === "pending"
      ? mayDecide(record, person, approvers)
      : { allowed: false, reason: `There is nothing to decide. State: ${formatState(state, plainText)}.` };
  const inEditor = may.allowed ? { editorSeconds: editorSeconds(view, deciding) } : {};
  return { view, shown, state, link: linkTo(url, record.id), decision, run, mayDecide: { ...may, ...inEditor } };
}
