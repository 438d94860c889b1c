/** A request's JSON body, parsed by its schema. Throws Refused, which says what was wrong with it. */
import { readJson } from "@drawbridge/contracts/storable-text";
import type { Context } from "hono";
import { z } from "zod";
import { Refused } from "./refusal.ts";

export async function readBody<Schema extends z.ZodType>(request: Context, schema: Schema): Promise<z.output<Schema>> {
  const read = readJson(await request.req.text());
  if (read.kind === "malformed") throw new Refused(400, "bad-request", "The body is not JSON.");
  if (read.kind === "unstorable") throw new Refused(400, "bad-request", read.why);
  const parsed = schema.safeParse(read.value);
  if (!parsed.success)
    throw new Refused(400, "bad-request", `The body is not as it should be. ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
