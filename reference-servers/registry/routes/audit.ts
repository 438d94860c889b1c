/** `/api/v1/audit`: the whole audit, to members of the auditors' group; see contracts/audit.ts. */
import type { TokenVerifier } from "@drawbridge/edge/token";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { SealedDatabase } from "../approvals/transition.ts";
import { auditPage } from "../audit/pages.ts";
import { auditedRows } from "../audit/rows.ts";
import { readerOf } from "../caller.ts";
import { Refused } from "../refusal.ts";
import { defaultAuditors, type RegistrySettings } from "../settings.ts";

const Question = z.object({ after: z.coerce.number().int().min(0).default(0) });
const RowQuestion = z.object({ after: z.string().max(64).default("") });

export function auditRoutes(
  { auditors = defaultAuditors }: RegistrySettings,
  sealed: SealedDatabase,
  verifier: TokenVerifier,
): Hono {
  const requireAuditor = async (request: Context): Promise<void> => {
    const { groups } = await readerOf(request, verifier);
    if (!groups.includes(auditors))
      throw new Refused(403, "not-allowed", `The audit is for members of ${auditors}. Ask one of them.`);
  };
  return new Hono()
    .get("/", async (request) => {
      await requireAuditor(request);
      const question = Question.safeParse(request.req.query());
      if (!question.success)
        throw new Refused(400, "bad-request", "Ask with ?after=<number of the last entry you have>.");
      return request.json(await auditPage(sealed.database, question.data.after));
    })
    .get("/rows", async (request) => {
      await requireAuditor(request);
      const question = RowQuestion.safeParse(request.req.query());
      if (!question.success) throw new Refused(400, "bad-request", "Ask with ?after=<id of the last row you have>.");
      return request.json(await auditedRows(sealed, question.data.after));
    });
}
