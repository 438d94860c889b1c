/** What a person tells the owner of a server about their access to it: that a denial surprised them, or that they need access. */
import { z } from "zod";

export const ReportKind = z.enum(["this-should-work", "access"]);
export type ReportKind = z.infer<typeof ReportKind>;

export const ReportState = z.enum(["open", "granted", "needs-review", "declined"]);
export type ReportState = z.infer<typeof ReportState>;

export const maxNoteLength = 1_000;

/** Body of the route `reportAccess`. */
export const NewAccessReport = z.object({
  kind: ReportKind,
  server: z.string().min(1).max(100),
  tool: z.string().min(1).max(200).optional(),
  /** Why the person needs it, in their words. */
  note: z.string().max(maxNoteLength).default(""),
});
export type NewAccessReport = z.infer<typeof NewAccessReport>;

/** Answer of the route `reportAccess`. */
export const ReportReceipt = z.object({
  /** False where the person told the owner of this server or tool today already: then nothing was sent. */
  sent: z.boolean(),
  /** One sentence, which names the owner. */
  message: z.string(),
});
export type ReportReceipt = z.infer<typeof ReportReceipt>;
