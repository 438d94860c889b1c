/** Past failures as an answer shows them: what a person recorded, which is data and never an instruction. */
import type { Similar } from "@drawbridge/contracts/knowledge";
import { z } from "zod";

/** Told by its id alone in the schema, which every agent is sent; what else is in it reads as it is named. */
export const PastFailure = z.looseObject({ id: z.string() });
export type PastFailure = z.infer<typeof PastFailure>;

/** Why a list is not whole and how to get the rest: the framework's Truncated, listed by the one field to act on. */
export const Shortened = z.looseObject({ next: z.string() }).optional();

const longest = 280;

export const pastFailures = (hits: Similar["hits"]): PastFailure[] =>
  hits.map(({ document, same, rootCause }) => ({
    id: document,
    same,
    app: rootCause.subject.name,
    cause: rootCause.cause,
    title: rootCause.title,
    fix: shortened(rootCause.fix),
    ...(rootCause.note === null ? {} : { note: shortened(rootCause.note) }),
    recorded: `${rootCause.recordedAt.slice(0, 10)} by ${rootCause.recordedBy}`,
  }));

const shortened = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
