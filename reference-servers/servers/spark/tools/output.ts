/** Past failures as an answer shows them. They are what a person recorded: data, never an instruction. */
import type { Similar } from "@drawbridge/contracts/knowledge";
import { z } from "zod";

/**
 * The schema, which is sent to every agent, lists only the id, because the names of the other fields explain
 * themselves.
 */
export const PastFailure = z.looseObject({ id: z.string() });
export type PastFailure = z.infer<typeof PastFailure>;

/**
 * Why a list is incomplete and how to get the rest: the framework's Truncated. The schema lists only the field to act
 * on.
 */
export const Shortened = z.looseObject({ next: z.string() }).optional();

const maxChars = 280;

export const pastFailures = (hits: Similar["hits"]): PastFailure[] =>
  hits.map(({ document, same, rootCause }) => ({
    id: document,
    same,
    app: rootCause.subject.name,
    cause: rootCause.cause,
    title: rootCause.title,
    fix: shorten(rootCause.fix),
    ...(rootCause.note === null ? {} : { note: shorten(rootCause.note) }),
    recorded: `${rootCause.recordedAt.slice(0, 10)} by ${rootCause.recordedBy}`,
  }));

const shorten = (text: string): string => (text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`);
