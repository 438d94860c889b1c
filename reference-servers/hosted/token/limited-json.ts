/** Reads JSON of an identity provider or a directory: at most some bytes, within some time, without a redirect. */
import { z } from "zod";
import { TokenError } from "./token-error.ts";

/** For one answer: a directory's page of groups, userinfo, a token for the directory. */
const timeoutMs = 5_000;
const maxBytes = 4 * 1024 * 1024;

const Answer = z.record(z.string(), z.unknown());

/** Which of the addresses of a look-up was asked. An address itself may hold a person's id. */
export type LookupEndpoint = "userinfo" | "directory" | "directory-token";

/** Why there is no answer that can be used. Nothing in it is of a person. */
export class NoUsableAnswer extends Error {
  readonly endpoint: LookupEndpoint;
  /** The HTTP status; null if none arrived. */
  readonly status: number | null;

  constructor(endpoint: LookupEndpoint, status: number | null, reason: string) {
    super(reason);
    this.endpoint = endpoint;
    this.status = status;
  }
}

export interface LimitedQuestion {
  readonly endpoint: LookupEndpoint;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: a GET. */
  readonly form?: URLSearchParams;
}

/**
 * The answer of a GET, or of a POST with `form`. Throws TokenError `issuer-unavailable`, without address or content, whose
 * cause is a NoUsableAnswer.
 */
export async function readLimited({
  endpoint,
  url,
  headers,
  form,
}: LimitedQuestion): Promise<Readonly<Record<string, unknown>>> {
  let status: number | null = null;
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json", ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(form !== undefined && { method: "POST", body: form }),
    });
    status = response.status;
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`it answered HTTP ${status}`);
    }
    const text = await limitedText(response);
    const answer = Answer.safeParse(jsonOf(text));
    if (!answer.success) throw new Error("its answer is not a JSON object");
    return answer.data;
  } catch (error) {
    throw unavailable(new NoUsableAnswer(endpoint, status, reasonOf(error)));
  }
}

/** Messages of fetch may quote an address, so only its codes are used. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "it failed";
  if (error.name === "TimeoutError") return `no whole answer within ${timeoutMs / 1000} seconds`;
  if (!(error instanceof TypeError)) return error.message;
  const code = z.object({ code: z.string() }).safeParse(error.cause).data?.code;
  return code === undefined ? "it cannot be reached" : `it cannot be reached (${code})`;
}

export const unavailable = (cause: NoUsableAnswer): TokenError =>
  new TokenError(
    "issuer-unavailable",
    "Your groups cannot be looked up just now, so it is not known which servers you may use. Try again in a moment.",
    { cause },
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function limitedText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`its answer has more than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
