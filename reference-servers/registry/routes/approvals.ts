/** What a signed-in person sees of approvals and decides. */
import {
  decideApprovals,
  findApproval,
  followApprovals,
  listApprovals,
  readApprovalKeys,
  resolveApproval,
  revokeApprovalScope,
} from "@drawbridge/contracts/registry-api/approvals";
import type { TokenVerifier } from "@drawbridge/hosted/token";
import type { Hono } from "hono";
import type { Watch } from "../approvals/approval-watchers.ts";
import { cursorOf, readCursor } from "../approvals/cursor.ts";
import { eventStream } from "../approvals/event-stream.ts";
import type { PersonApprovals } from "../approvals/person-approvals.ts";
import type { ServerApprovals } from "../approvals/server-approvals.ts";
import { wholeBody } from "../body.ts";
import { readerOf } from "../caller.ts";
import type { Deciders } from "../pairing/decider.ts";
import { Refused } from "../refusal.ts";
import { Routes } from "./routes.ts";

/** Requests on one page of the list. */
const pageSize = 50;
const maxBodyBytes = 1024 * 1024;

export function approvalRoutes(
  people: PersonApprovals,
  serverApprovals: ServerApprovals,
  { verifier, deciders }: { readonly verifier: TokenVerifier; readonly deciders: Deciders },
  watch: Watch,
): Hono {
  return new Routes(wholeBody(maxBodyBytes, "This is larger than a hundred decisions are."))
    .serve(readApprovalKeys, async ({ answer }) => answer(200, await serverApprovals.keys()))
    .serve(listApprovals, async ({ context, query, answer }) => {
      const person = await readerOf(context, verifier);
      const otherwise = "Ask with ?state=pending or ?state=recent, and the cursor that you were given.";
      const { state, cursor } = query(otherwise);
      const after = readCursor(cursor);
      if (after === undefined) throw new Refused(400, "bad-request", otherwise);
      const matches = await people.list(person, { state, after, limit: pageSize + 1 });
      const approvals = matches.slice(0, pageSize);
      const last = matches.length > pageSize ? approvals.at(-1) : undefined;
      const scopes = await people.scopes(person);
      return answer(200, { approvals, scopes, next: last === undefined ? null : cursorOf(last.view) });
    })
    .serve(followApprovals, async ({ context, stream }) =>
      stream(eventStream(context, watch, await readerOf(context, verifier))),
    )
    .serve(decideApprovals, async ({ context, body, answer }) => {
      const person = await deciders.of(context);
      const { decisions } = await body();
      return answer(200, { results: await people.decide(person, decisions) });
    })
    .serve(revokeApprovalScope, async ({ context, parameters, answer }) => {
      const person = await deciders.of(context);
      const scope = await people.revoke(person, parameters.id);
      if (scope === null) throw new Refused(404, "bad-request", "You have no such standing approval, or it has ended.");
      return answer(200, scope);
    })
    .serve(resolveApproval, async ({ context, parameters, body, answer }) => {
      const person = await deciders.of(context);
      const resolved = await people.resolve(person, parameters.id, await body());
      if (resolved === null) throw unknownRequest();
      if (!resolved.ok) {
        const isJudged = resolved.error === "not-yours" || resolved.error === "conflict";
        throw new Refused(isJudged ? 409 : 403, isJudged ? "bad-request" : "not-allowed", resolved.message);
      }
      return answer(200, resolved.approval);
    })
    .serve(findApproval, async ({ context, parameters, answer }) => {
      const person = await readerOf(context, verifier);
      const approval = await people.find(person, parameters.id);
      if (approval === null) throw unknownRequest();
      return answer(200, approval);
    }).app;
}

const unknownRequest = (): Refused =>
  new Refused(404, "bad-request", "There is no such request, or it is not for you to see.");
