/** A request's JSON body, parsed by its schema. Throws Refused, which says what was wrong with it. */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { Refused } from "./refusal.ts";

export async function readBody<Schema extends z.ZodType>(request: Context, schema: Schema): Promise<z.output<Schema>> {
  const json: unknown = await request.req.json().catch((error: unknown) => {
    if (error instanceof HTTPException) throw error;
    throw new Refused(400, "bad-request", "The body is not JSON.");
  });
  const parsed = schema.safeParse(json);
  if (!parsed.success)
    throw new Refused(400, "bad-request", `The body is not as it should be. ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
