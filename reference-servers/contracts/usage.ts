/** Usage: what servers tell the registry of their calls, and what people see of it. Times are ISO 8601, durations ms. */
import { z } from "zod";
import { ServerName } from "./registry.ts";
import { StorableText } from "./storable-text.ts";

/** How a call ended, as usage counts it. `refused`: it was not allowed, or its arguments or a missing yes stopped it. */
export const CallEnd = z.enum(["ok", "refused", "failed"]);
export type CallEnd = z.infer<typeof CallEnd>;

/** Longer than any call or saving is, and so small that the sums of many stay numbers. */
const maxMs = 1e10;
export const maxMinutesSaved = 1e6;

/** One call. It never holds arguments or results. */
export const CallUsage = z.object({
  /** The request's id: a call that is told twice counts once. */
  id: StorableText.max(100),
  at: z.iso.datetime(),
  tool: StorableText.max(200),
  user: StorableText.max(200),
  /** The claim that `user` comes from, as Principal has it. */
  claim: StorableText.max(100).optional(),
  agent: StorableText.max(100).nullable(),
  end: CallEnd,
  ms: z.number().nonnegative().max(maxMs),
  /** Minutes that the call saved its user: what the tool declares, where it ended well. */
  minutesSaved: z.number().nonnegative().max(maxMinutesSaved),
});
export type CallUsage = z.infer<typeof CallUsage>;

/** Body of the route `reportServerUsage`. */
export const UsageReport = z.object({ calls: z.array(CallUsage).min(1).max(1_000) });
export type UsageReport = z.infer<typeof UsageReport>;

/** Days of UTC, as YYYY-MM-DD, oldest first, none left out. `p95Ms` is null on a day without calls. */
export const UsageDay = z.object({
  day: z.iso.date(),
  calls: z.number().int(),
  errors: z.number().int(),
  p95Ms: z.number().nullable(),
  minutesSaved: z.number(),
});

/** Answer of the route `readServerUsage`: its last thirty days. */
export const ServerUsage = z.object({
  server: ServerName,
  days: z.array(UsageDay).length(30),
  tools: z.array(
    z.object({
      tool: z.string(),
      calls: z.number().int(),
      errors: z.number().int(),
      p95Ms: z.number(),
      minutesSaved: z.number(),
    }),
  ),
});
export type ServerUsage = z.infer<typeof ServerUsage>;

/** Answer of the route `readMyUsage`: the caller's own calls, the latest first, and this month's sums. */
export const MyUsage = z.object({
  month: z.object({ calls: z.number().int(), errors: z.number().int(), minutesSaved: z.number() }),
  recent: z
    .array(
      z.object({
        server: ServerName,
        tool: z.string(),
        agent: z.string().nullable(),
        at: z.iso.datetime(),
        end: CallEnd,
        ms: z.number(),
      }),
    )
    .max(100),
});
export type MyUsage = z.infer<typeof MyUsage>;
