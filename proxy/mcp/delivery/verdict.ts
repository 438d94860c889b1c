/**
 * What the outcome of an exchange means for the caller: pure reading, no I/O. The sentences are for people and models.
 */
import { Refusal } from "@drawbridge/contracts/access";
import type { Failure } from "../../kernel/failure.ts";
import { isObject, type JsonObject, parsed } from "../../kernel/json.ts";
import { type Failed, failed } from "../../kernel/result.ts";

export type Verdict =
  /** Get another token and try once more, because a 401 means that nothing ran. */
  | { readonly kind: "unauthorized" }
  /** The legacy session is gone, so nothing ran. */
  | { readonly kind: "session-gone" }
  /** A JSON-RPC error of the server's own, with any HTTP status. */
  | { readonly kind: "error"; readonly error: JsonObject }
  /** `retryAfter` is the time (ms) after which a server that was too busy asks for another try. */
  | (Failed & { readonly retryAfterMs?: number });

const failure = (code: Failure["code"], message: string): Failed => failed({ code, message });

/** Reads an answer whose status is neither 200 nor 202. `inSession` says whether the request named a legacy session. */
export function readRefusal(
  server: string,
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  inSession: boolean,
): Verdict {
  if (status === 401) return { kind: "unauthorized" };
  const content = parsed(body.toString("utf8"));
  const refusal = Refusal.safeParse(content);
  if (refusal.success) return failure(codeOf[refusal.data.error], refusal.data.message);
  if (status === 404 && inSession) return { kind: "session-gone" };
  if (isObject(content) && isObject(content.error) && typeof content.error.code === "number")
    return { kind: "error", error: content.error };
  if (status >= 300 && status < 400) {
    return failure(
      "bad-upstream",
      `${server} answered with a redirect, which Drawbridge does not follow. Tell its owner.`,
    );
  }
  if (status === 403) return failure("not-allowed", `${server} refused the call (403). Ask its owner who may use it.`);
  if (status === 429 || status === 503) {
    const after = headers["retry-after"];
    const seconds = typeof after === "string" && /^\d+$/.test(after) ? Number(after) : null;
    const when = seconds === null ? "in a moment" : `in ${seconds} s`;
    const busy = failure("unreachable", `${server} is too busy just now (${status}); nothing ran. Try again ${when}.`);
    return seconds === null ? busy : { ...busy, retryAfterMs: seconds * 1000 };
  }
  if (status < 500)
    return failure("bad-upstream", `${server} refused the request with HTTP ${status}. Tell its owner.`);
  return failure("may-have-run", `${server} failed with HTTP ${status}. ${mayHaveRun}`);
}

const codeOf: Record<Refusal["error"], Failure["code"]> = {
  unauthenticated: "session-expired",
  "not-allowed": "not-allowed",
  "unknown-server": "unknown-server",
  "upstream-unreachable": "unreachable",
  "upstream-lost": "may-have-run",
  "bad-request": "bad-upstream",
};

const mayHaveRun = "The call may have run: check its effect before you call again.";

export const unreachable = (server: string, why: string): Failure => ({
  code: "unreachable",
  message: `${server} cannot be reached (${why}). Nothing ran. Check your network or VPN, then try again.`,
});

export const lost = (server: string, why: string): Failure => ({
  code: "may-have-run",
  message: `The connection to ${server} was lost before its answer came (${why}). ${mayHaveRun}`,
});

export const timedOut = (server: string, ms: number): Failure => ({
  code: "timed-out",
  message: `${server} did not answer within ${Math.round(ms / 1000)} s. ${mayHaveRun}`,
});

export const badUpstream = (server: string, why: string): Failure => ({
  code: "bad-upstream",
  message: `${server} gave no usable answer: ${why}. Tell its owner. ${mayHaveRun}`,
});

/** A 401 that came again with a fresh token, or that came to a request without our token. */
export const unauthorized = (server: string, own: boolean): Failure =>
  own
    ? {
        code: "session-expired",
        message: `${server} does not accept your sign-in any more (401). Run \`drawbridge login\`, then try again.`,
      }
    : {
        code: "not-signed-in",
        message: `${server} refused the credentials (401 unauthorized). Correct the --header and try again.`,
      };
