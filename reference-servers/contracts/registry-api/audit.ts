/** The whole audit, for members of the auditors' group with the broker's token. */
import { z } from "zod";
import { AuditedRows, AuditPage } from "../audit.ts";
import { route } from "../http-api/route.ts";

/** Entries after this number, the oldest first. */
export const readAudit = route({
  area: "api",
  method: "GET",
  path: "/audit",
  query: z.object({ after: z.coerce.number<number | string>().int().min(0).default(0) }),
  answers: { 200: AuditPage },
  refusals: [400],
});

/**
 * What the tables hold, as of entry `upTo`: the rows after this id, in ascending order. The first page also has the
 * standing approvals.
 */
export const readAuditedRows = route({
  area: "api",
  method: "GET",
  path: "/audit/rows",
  query: z.object({ after: z.string().max(64).default("") }),
  answers: { 200: AuditedRows },
  refusals: [400],
});
