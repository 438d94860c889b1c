/** Rows of a table that a call changes, for the user who makes the call. */
import { z } from "zod";

export const maxSampleRows = 5;
export const maxSampleColumns = 12;
/** Maximum characters of a cell; a longer value is cut. */
export const maxCellLength = 80;

/**
 * A few rows of the table that the call changes, as they are now, read with the rights of the user who makes the call. Only
 * that user sees them, and only while the request waits: they are no part of the plan, of what is decided, or of the audit.
 */
export const TableSample = z.object({
  /** The full name. */
  object: z.string().max(1_000),
  columns: z.array(z.string().max(100)).max(maxSampleColumns),
  /** A cell as text; null for NULL. Each row has a cell for each column. */
  rows: z
    .array(
      z
        .array(
          z
            .string()
            .max(maxCellLength + 1)
            .nullable(),
        )
        .max(maxSampleColumns),
    )
    .max(maxSampleRows),
  /** Columns that were not read, because their name says that they hold secrets. */
  hidden: z.array(z.string().max(100)).max(maxSampleColumns),
  /** How many other columns are left out. */
  moreColumns: z.number().int().nonnegative(),
  /** One sentence: why there are no rows. Null where the rows were read. */
  why: z.string().max(300).nullable(),
});
export type TableSample = z.infer<typeof TableSample>;
