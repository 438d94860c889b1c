/** Past failures as an answer shows them: what a person recorded, which is data and never an instruction. */
import type { Similar } from "@drawbridge/contracts/knowledge";
import { z } from "zod";

export const PastFailure = z.object({
  id: z.string(),
  same: z.boolean(),
  app: z.string(),
  cause: z.string(),
  title: z.string(),
  fix: z.string(),
  note: z.string().nullable(),
  recorded: z.string(),
});
export type PastFailure = z.infer<typeof PastFailure>;

const longest = 280;

export const pastFailures = (hits: Similar["hits"]): PastFailure[] =>
  hits.map(({ document, same, rootCause }) => ({
    id: document,
    same,
    app: rootCause.subject.name,
    cause: rootCause.cause,
    title: rootCause.title,
    fix: shortened(rootCause.fix),
    note: rootCause.note === null ? null : shortened(rootCause.note),
    recorded: `${rootCause.recordedAt.slice(0, 10)} by ${rootCause.recordedBy}`,
  }));

const shortened = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
