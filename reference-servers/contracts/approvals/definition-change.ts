/** How a call changes the definition of a view or table, as its plan has it. */
import { z } from "zod";

/** Maximum characters of one side of a definition. A longer definition is left out, never cut. */
export const maxDefinitionLength = 8_000;

/**
 * The definition of the view or table that the call replaces or alters: now, and after the call. It holds no rows. Both
 * sides are in the same layout, so that a comparison shows what differs.
 */
export const DefinitionChange = z.object({
  /** The full name now. */
  object: z.string().max(1_000),
  /** Null where it is not shown; `why` then has the reason. */
  now: z.string().max(maxDefinitionLength).nullable(),
  after: z.string().max(maxDefinitionLength).nullable(),
  /** One sentence: why a side is not shown. Null where both are shown. */
  why: z.string().max(300).nullable(),
});
export type DefinitionChange = z.infer<typeof DefinitionChange>;
