/** Reads a request's JSON, and no more bytes of it than the server takes. */
import { isJsonContentType } from "@modelcontextprotocol/server";

export type Body =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed" }
  | { readonly kind: "too-long" }
  /** Not a POST, or no JSON by its own word: nothing was read. */
  | { readonly kind: "none" };

/** The body of a POST. Stops reading at the first byte over `maxBytes`, or before the first where the length is told. */
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
  try {
    return { kind: "json", value: JSON.parse(Buffer.concat(chunks).toString()) };
  } catch {
    return { kind: "malformed" };
  }
}
