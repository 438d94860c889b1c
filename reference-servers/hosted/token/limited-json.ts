/** Reads JSON of an identity provider or a directory: at most some bytes, within some time, without a redirect. */
import { z } from "zod";
import { TokenError } from "./token-error.ts";

const timeoutMs = 5_000;
const maxBytes = 4 * 1024 * 1024;

const Answer = z.record(z.string(), z.unknown());

/** The answer of a GET, or of a POST with `form`. Throws TokenError `issuer-unavailable`, without address or content. */
export async function readLimited(
  url: string,
  headers: Readonly<Record<string, string>>,
  form?: URLSearchParams,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json", ...headers },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
      ...(form !== undefined && { method: "POST", body: form }),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${new URL(url).origin} answered HTTP ${response.status}.`);
    }
    return Answer.parse(JSON.parse(await limitedText(response)));
  } catch (cause) {
    throw unavailable(cause);
  }
}

export const unavailable = (cause: unknown): TokenError =>
  new TokenError(
    "issuer-unavailable",
    "Your groups cannot be looked up just now, so it is not known which servers you may use. Try again in a moment.",
    { cause },
  );

async function limitedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`The answer has more than ${maxBytes} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
