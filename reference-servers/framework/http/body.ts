/** Reads a request's JSON, and no more bytes of it than the server accepts. */
import { isStorable, readJson } from "@drawbridge/contracts/storable-text";
import { isJsonContentType } from "@modelcontextprotocol/server";
import { z } from "zod";

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed" }
  /** It holds text that a store refuses. `why` is a sentence, and `id` is the request's, where it has one. */
  | { readonly kind: "unstorable"; readonly why: string; readonly id: string | number | null }
  | { readonly kind: "too-long" }
  /** Not a POST, or its content type is not JSON: nothing was read. */
  | { readonly kind: "none" };

/**
 * The body of a POST. Stops reading at the first byte over `maxBytes`; where the declared length is over it, reads
 * nothing.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Body> {
  if (request.method !== "POST" || !isJsonContentType(request.headers.get("content-type"))) return { kind: "none" };
  if (Number(request.headers.get("content-length")) > maxBytes) return { kind: "too-long" };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return { kind: "too-long" };
    chunks.push(chunk);
  }
  const read = readJson(Buffer.concat(chunks).toString(), withoutArguments);
  if (read.kind !== "unstorable") return read;
  return { kind: "unstorable", why: read.why, id: Identified.safeParse(read.value).data?.id ?? null };
}

const Called = z.looseObject({ params: z.looseObject({ arguments: z.unknown() }) });

/**
 * A call's arguments are for its tool to check, because the tool's schema says what it accepts. Everything else is
 * recorded.
 */
function withoutArguments(value: unknown): unknown {
  const called = Called.safeParse(value);
  return called.success ? { ...called.data, params: { ...called.data.params, arguments: null } } : value;
}

const Identified = z.object({ id: z.union([z.string().refine(isStorable), z.number()]) });
