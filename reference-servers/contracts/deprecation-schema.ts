/** What a server says that its owners will end. deprecation.ts has the sentence that every surface shows. */
import { z } from "zod";

/** A longer message is no sentence that a row or a notice can show. */
const maxMessageLength = 300;

export const Deprecation = z.object({
  /** The day since which it holds (ISO 8601, "2026-11-30"). */
  since: z.iso.date().optional(),
  /** One sentence for the server's users: why, and until when the server runs. */
  message: z.string().min(1).max(maxMessageLength),
  /** The name of the server to use instead. */
  replacement: z.string().min(1).max(64).optional(),
});
export type Deprecation = z.infer<typeof Deprecation>;
