/** A request as it is stored, and as its server sees it. */
import { createHash } from "node:crypto";
import { type Approval, type ApprovalTicket, ApprovalView, RunReport } from "@drawbridge/contracts/approvals";
import { formatState } from "@drawbridge/contracts/approvals/format";
import { ApprovalState } from "@drawbridge/contracts/approvals/state-schemas";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { TableSample } from "@drawbridge/contracts/approvals/table-sample";
import type { DisplayNames } from "@drawbridge/contracts/display-name";
import { z } from "zod";
import type { NamingRecord } from "../people/display-names.ts";
import type { Deciding } from "../settings.ts";
import { isOwn, mayDecide, type Person } from "./may-decide.ts";
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
  /** Digest of the view as the row has it. It equals `shown` unless the row was changed by another program. */
  viewDigest: z.string().transform((text) => createHash("sha256").update(text).digest("base64url")),
  state: ApprovalState,
  requestedAt: z.date(),
  /** The end of the waiting time while the request is pending; the end of the grant once it is approved. */
  expiresAt: z.date(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
  /**
   * How it was decided: the client, and what proved that the person was present; `scope` if a standing approval
   * decided.
   */
  decidedVia: z.string().nullable(),
  reason: z.string().nullable(),
  /** The standing scope that approved it. */
  scope: z.string().nullable(),
  /** `jti` of its grant, from the moment of the approval. */
  grantId: z.string().nullable(),
  /** The name of the call that consumed it. */
  call: z.string().nullable(),
  /** The instance of the server that runs it. Null where the server did not say. */
  instance: z.string().nullable(),
  /** When a consumed request without an outcome becomes `outcome-unknown`. */
  deadline: z.date().nullable(),
  handle: z.string().nullable(),
  /** What the server reported about the run, as JSON. */
  run: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : RunReport.parse(JSON.parse(text)))),
  /** Rows for the user who makes the call, as JSON. Null where there are none, and once the request does not wait any more. */
  sample: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : TableSample.parse(JSON.parse(text)))),
  /** See request-seal.ts. Null in rows from before seals existed. */
  seal: z.string().nullable(),
});
export type ApprovalRecord = z.infer<typeof ApprovalRecord>;

/** The part of a record that changes during its life. */
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
  | "instance"
  | "deadline"
  | "handle"
  | "run"
  | "sample"
>;

export const linkTo = (registryUrl: string, id: string): string => `${registryUrl}/approvals/${id}`;

/** The code that holds the keys mints `grant`; it is null in every state but approved. */
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

/** The people whom a request names. */
export const peopleOf = ({ claim, user, decidedBy }: ApprovalRecord): NamingRecord => ({
  claim,
  users: decidedBy === null ? [user] : [user, decidedBy],
});

/**
 * The request as a person sees it who may see it. `mayDecide` says whether this person may decide it now. Rows are for the
 * user who makes the call: another person who decides has other rights on the table, and reads it with those.
 */
export function approvalOf(
  record: ApprovalRecord,
  person: Person,
  approvers: readonly string[],
  { url, deciding }: { readonly url: string; readonly deciding: Deciding },
  names: DisplayNames = {},
): Approval {
  const { view, shown, state, decidedBy, decidedAt, reason, scope, run } = record;
  const decision =
    decidedBy === null || decidedAt === null ? null : { by: decidedBy, at: decidedAt.toISOString(), reason, scope };
  const may =
    state === "pending"
      ? mayDecide(record, person, approvers)
      : { allowed: false, reason: `There is nothing to decide. State: ${formatState(state, plainText)}.` };
  const rows = state === "pending" && isOwn(record, person) ? record.sample : null;
  const inEditor = may.allowed ? { editorSeconds: editorSeconds(view, deciding) } : {};
  return {
    ...{ view, shown, state, link: linkTo(url, record.id), decision, run },
    ...(rows === null ? {} : { sample: rows }),
    ...(Object.keys(names).length === 0 ? {} : { names }),
    mayDecide: { ...may, ...inEditor },
  };
}
