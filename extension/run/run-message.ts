/** The messages between the page that runs a tool and the extension. */
import { z } from "zod";

/** A page sends what a person typed: at most a few megabytes. */
const Values = z.record(z.string().regex(/^f[\d.]{1,20}$/), z.string().max(4_000_000));

export const RunMessage = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ready") }),
  z.strictObject({ kind: z.literal("reload") }),
  z.strictObject({ kind: z.literal("run"), values: Values }),
  /** The person left a field: its own error is shown. */
  z.strictObject({ kind: z.literal("check"), values: Values, field: z.string() }),
  z.strictObject({ kind: z.literal("cancel") }),
  /** Opens the request that the call waits for. */
  z.strictObject({ kind: z.literal("review") }),
  z.strictObject({ kind: z.literal("recall"), at: z.number().int().nonnegative() }),
  z.strictObject({ kind: z.literal("copy") }),
  z.strictObject({ kind: z.literal("open") }),
]);
export type RunMessage = z.infer<typeof RunMessage>;

/** What the extension sends to the page. */
export type PageUpdate =
  | {
      readonly kind: "show";
      readonly state: "" | "busy" | "waits" | "failed";
      readonly status: string;
      readonly result: string;
      readonly history: readonly string[];
    }
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>>; readonly field?: string }
  | { readonly kind: "fill"; readonly values: Readonly<Record<string, string>> };
