/**
 * Usage: what servers report to the registry about their calls, and what people see of it. Times are ISO 8601, durations
 * ms.
 */
import { z } from "zod";
import { ServerName } from "./registry.ts";
import { StorableText } from "./storable-schema.ts";

/**
 * How a call ended, as usage counts it. `refused`: the caller was not allowed, or the arguments or a missing approval
 * stopped the call.
 */
export const CallEnd = z.enum(["ok", "refused", "failed"]);
export type CallEnd = z.infer<typeof CallEnd>;

/** Larger than any duration or saving, and small enough that the sum of many is still a safe number. */
const maxMs = 1e10;
export const maxMinutesSaved = 1e6;

/** One call. It never holds arguments or results. */
export const CallUsage = z.object({
  /** The request's id: a call that is reported twice counts once. */
  id: StorableText.max(100),
  at: z.iso.datetime(),
  tool: StorableText.max(200),
  user: StorableText.max(200),
  /** The claim that `user` comes from, as Principal has it. */
  claim: StorableText.max(100).optional(),
  agent: StorableText.max(100).nullable(),
  end: CallEnd,
  ms: z.number().nonnegative().max(maxMs),
  /** Minutes that the call saved its user: what the tool declares, if the call ended well. */
  minutesSaved: z.number().nonnegative().max(maxMinutesSaved),
});
export type CallUsage = z.infer<typeof CallUsage>;

/** Body of the route `reportServerUsage`. */
export const UsageReport = z.object({ calls: z.array(CallUsage).min(1).max(1_000) });
export type UsageReport = z.infer<typeof UsageReport>;

/**
 * Days in UTC, as YYYY-MM-DD, oldest first, without gaps. Sums here and below are of the calls that ran or may have run: a
 * refused call is in none of them. `p95Ms` is null on a day without calls.
 */
export const UsageDay = z.object({
  day: z.iso.date(),
  calls: z.number().int(),
  errors: z.number().int(),
  p95Ms: z.number().nullable(),
  minutesSaved: z.number(),
});

/** Answer of the route `readServerUsage`: the server's last thirty days. */
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

/** Answer of the route `readMyUsage`: the caller's own calls, the most recent first, and this month's sums. */
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
