/** Request bodies: read whole within a size limit, then parsed by a schema. */
import { readJson } from "@drawbridge/contracts/storable-text";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { Refused } from "./refusal.ts";

/**
 * Reads the body before the handler begins, so that no handler holds a resource while a client sends. Refuses more than
 * `maxSize` bytes.
 */
export function wholeBody(maxSize: number, tooLarge: string): MiddlewareHandler {
  const onError = (): never => {
    throw new Refused(413, "bad-request", tooLarge);
  };
  const bounded = bodyLimit({ maxSize, onError });
  return (context, next) =>
    bounded(context, async () => {
      await context.req.arrayBuffer(); // the request keeps the body for every later reader
      await next();
    });
}

/** A JSON body, parsed by its schema. Throws Refused, which says what was wrong with the body. */
export async function readBody<Schema extends z.ZodType>(request: Context, schema: Schema): Promise<z.output<Schema>> {
  const read = readJson(await request.req.text());
  if (read.kind === "malformed") throw new Refused(400, "bad-request", "The body is not JSON.");
  if (read.kind === "unstorable") throw new Refused(400, "bad-request", read.why);
  const parsed = schema.safeParse(read.value);
  if (!parsed.success)
    throw new Refused(400, "bad-request", `The body is not as it should be. ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
