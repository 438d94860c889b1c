/** `/api/v1/approvals`: what a signed-in person sees and decides; see contracts/approvals.ts. */
import { type Approvals, Decisions, type DecisionsAnswer, Resolution } from "@drawbridge/contracts/approvals";
import type { TokenVerifier } from "@drawbridge/edge/token";
import { Hono } from "hono";
import { z } from "zod";
import { cursorOf, readCursor } from "../approvals/cursor.ts";
import { eventStream } from "../approvals/event-stream.ts";
import type { PersonApprovals } from "../approvals/person-approvals.ts";
import type { ServerApprovals } from "../approvals/server-approvals.ts";
import type { Watch } from "../approvals/watch.ts";
import { readBody, wholeBody } from "../body.ts";
import { readerOf } from "../caller.ts";
import type { Deciders } from "../pairing/decider.ts";
import { Refused } from "../refusal.ts";

const Question = z.object({
  state: z.enum(["pending", "recent"]).default("pending"),
  cursor: z.string().max(200).optional(),
});

/** Requests on one page of the list. */
const pageSize = 50;
const maxBodyBytes = 1024 * 1024;

export function approvalRoutes(
  people: PersonApprovals,
  serverApprovals: ServerApprovals,
  { verifier, deciders }: { readonly verifier: TokenVerifier; readonly deciders: Deciders },
  watch: Watch,
): Hono {
  return new Hono()
    .use(wholeBody(maxBodyBytes, "This is larger than a hundred decisions are."))
    .get("/keys", async (request) => request.json(await serverApprovals.keys()))
    .get("/", async (request) => {
      const person = await readerOf(request, verifier);
      const question = Question.safeParse(request.req.query());
      const after = readCursor(question.data?.cursor);
      if (!question.success || after === undefined)
        throw new Refused(
          400,
          "bad-request",
          "Ask with ?state=pending or ?state=recent, and the cursor that you were given.",
        );
      const { state } = question.data;
      const found = await people.list(person, { state, after, limit: pageSize + 1 });
      const approvals = found.slice(0, pageSize);
      const last = found.length > pageSize ? approvals.at(-1) : undefined;
      const scopes = await people.scopes(person);
      const body: Approvals = { approvals, scopes, next: last === undefined ? null : cursorOf(last.view) };
      return request.json(body);
    })
    .get("/events", async (request) => eventStream(request, watch, await readerOf(request, verifier)))
    .post("/decisions", async (request) => {
      const person = await deciders.of(request);
      const { decisions } = await readBody(request, Decisions);
      const body: DecisionsAnswer = { results: await people.decide(person, decisions) };
      return request.json(body);
    })
    .delete("/scopes/:id", async (request) => {
      const person = await deciders.of(request);
      const scope = await people.revoke(person, request.req.param("id"));
      if (scope === null) throw new Refused(404, "bad-request", "You have no such standing approval, or it has ended.");
      return request.json(scope);
    })
    .post("/:id/resolution", async (request) => {
      const person = await deciders.of(request);
      const answer = await people.resolve(person, request.req.param("id"), await readBody(request, Resolution));
      if (answer === null) throw unknownRequest();
      if (!answer.ok) {
        const isJudged = answer.error === "not-yours" || answer.error === "conflict";
        throw new Refused(isJudged ? 409 : 403, isJudged ? "bad-request" : "not-allowed", answer.message);
      }
      return request.json(answer.approval);
    })
    .get("/:id", async (request) => {
      const person = await readerOf(request, verifier);
      const approval = await people.find(person, request.req.param("id"));
      if (approval === null) throw unknownRequest();
      return request.json(approval);
    });
}

const unknownRequest = (): Refused =>
  new Refused(404, "bad-request", "There is no such request, or it is not for you to see.");
