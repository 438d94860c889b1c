/** Parts of the tools' outputs. Output schemas are sent to every agent, so they are short. */
import { z } from "zod";

/** "unknown" if the amount cannot be known. */
export const Amount = z.union([z.number(), z.literal("unknown")]);

/**
 * Why a list is incomplete and how to get the rest: the framework's Truncated. The schema lists only the field to act
 * on.
 */
export const Shortened = z.looseObject({ next: z.string() }).optional();

/** `comment`, if there is one. */
export const commentOf = (comment: string | null): { comment?: string } => (comment === null ? {} : { comment });
