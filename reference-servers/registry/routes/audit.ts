/** The whole audit, to members of the auditors' group. */

import type { DisplayNames } from "@drawbridge/contracts/display-name";
import { readAudit, readAuditedRows } from "@drawbridge/contracts/registry-api/audit";
import type { TokenVerifier } from "@drawbridge/hosted/token";
import type { Context, Hono } from "hono";
import type { SealedDatabase } from "../approvals/transition.ts";
import { auditPage, peopleIn } from "../audit/pages.ts";
import { auditedRows } from "../audit/rows.ts";
import { readerOf } from "../caller.ts";
import type { PeopleNames } from "../people/display-names.ts";
import { Refused } from "../refusal.ts";
import { defaultAuditors, type RegistrySettings } from "../settings.ts";
import { Routes } from "./routes.ts";

export function auditRoutes(
  { auditors = defaultAuditors }: RegistrySettings,
  sealed: SealedDatabase,
  verifier: TokenVerifier,
  names: PeopleNames,
): Hono {
  const requireAuditor = async (request: Context): Promise<void> => {
    const { groups } = await readerOf(request, verifier);
    if (!groups.includes(auditors))
      throw new Refused(403, "not-allowed", `The audit is for members of ${auditors}. Ask one of them.`);
  };
  return new Routes()
    .serve(readAudit, async ({ context, query, answer }) => {
      await requireAuditor(context);
      const { after } = query("Ask with ?after=<number of the last entry you have>.");
      const page = await auditPage(sealed.database, after);
      const displayNames: DisplayNames = Object.assign({}, ...(await names.namesIn(page.entries.map(peopleIn))));
      return answer(200, { ...page, ...(Object.keys(displayNames).length > 0 && { names: displayNames }) });
    })
    .serve(readAuditedRows, async ({ context, query, answer }) => {
      await requireAuditor(context);
      const { after } = query("Ask with ?after=<id of the last row you have>.");
      return answer(200, await auditedRows(sealed, after));
    }).app;
}
