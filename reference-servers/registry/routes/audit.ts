/** `/api/v1/audit`: the whole audit, to members of the auditors' group; see contracts/audit.ts. */
import { Hono } from "hono";
import { z } from "zod";
import { auditPage } from "../audit/pages.ts";
import { readerOf, type Verifiers } from "../caller.ts";
import type { Database } from "../database.ts";
import { Refused } from "../refusal.ts";
import { defaultAuditors, type RegistrySettings } from "../settings.ts";

const Question = z.object({ after: z.coerce.number().int().min(0).default(0) });

export function auditRoutes(
  { auditors = defaultAuditors }: RegistrySettings,
  database: Database,
  verifiers: Verifiers,
): Hono {
  return new Hono().get("/", async (request) => {
    const { groups } = await readerOf(request, verifiers);
    if (!groups.includes(auditors))
      throw new Refused(403, "not-allowed", `The audit is for members of ${auditors}. Ask one of them.`);
    const question = Question.safeParse(request.req.query());
    if (!question.success)
      throw new Refused(400, "bad-request", "Ask with ?after=<number of the last entry you have>.");
    return request.json(await auditPage(database, question.data.after));
  });
}
