/** Parts of the tools' outputs. Every word of an output schema is sent to every agent, so they are few. */
import { z } from "zod";

/** "unknown" where nobody can say. */
export const Amount = z.union([z.number(), z.literal("unknown")]);

/** Why a list is not whole and how to get the rest: the framework's Truncated, listed by the one field to act on. */
export const Shortened = z.looseObject({ next: z.string() }).optional();

/** `comment` where there is one. */
export const commentOf = (comment: string | null): { comment?: string } => (comment === null ? {} : { comment });
