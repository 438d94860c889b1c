/**
 * What the outcome of an exchange means for the caller: pure reading, no I/O. The sentences are for people and models.
 */
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "@drawbridge/contracts/access";
import { oldestReleasePolicy } from "@drawbridge/contracts/client-release";
import { quoted } from "@drawbridge/contracts/visible-text";
import type { Failure } from "../../kernel/failure.ts";
import { isObject, type JsonObject, parsed } from "../../kernel/json.ts";
import { type Failed, failed } from "../../kernel/result.ts";
import { aftermathOf, type Effect } from "./effect.ts";
import { saysSessionIsLost } from "./lost-session.ts";

export interface SessionGone {
  readonly kind: "session-gone";
  /**
   * The answer to a request that can change something. Null if the protocol itself says that nothing ran (404); then any
   * request may be sent again.
   */
  readonly failure: Failure | null;
  /** The server's own words; empty where it gave none. */
  readonly words: string;
}

/**
 * A 401: get another token and try once more, because nothing ran. `why` says in the refusing part's own words why a new
 * sign-in would not help either; null if it may help.
 */
export interface Unauthorized {
  readonly kind: "unauthorized";
  readonly why: string | null;
}

export type Verdict =
  | Unauthorized
  | SessionGone
  /** A JSON-RPC error of the server's own, with any HTTP status. */
  | { readonly kind: "error"; readonly error: JsonObject }
  | Refused;

/** A failure that an answer says. */
export interface Refused extends Failed, NotRun {
  /** Given if a read may be sent once more, after this time. */
  readonly retryAfterMs?: number;
}

/** Whether a request certainly did not run. */
export interface NotRun {
  readonly notRun?: {
    /** Given if the same request may be taken after this time (ms; 0 for no wish), because what refused it restarts. */
    readonly passesAfterMs: number | null;
  };
}

/** An answer that is not a result. */
export interface RefusingAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What the reading of a refusal needs to know of the request. */
export interface RefusedRequest {
  readonly effect: Effect;
  /** Whether the request named a legacy session. */
  readonly inSession: boolean;
}

const failure = (code: Failure["code"], message: string): Failed => failed({ code, message });

/** Reads an answer whose status is neither 200 nor 202, or an error on a stream. */
export function readRefusal(server: string, answer: RefusingAnswer, request: RefusedRequest): Verdict {
  const { status, headers, text } = answer;
  const content = parsed(text);
  const refusal = Refusal.safeParse(content);
  if (refusal.success) {
    const { error, message } = refusal.data;
    if (status === 401) return { kind: "unauthorized", why: error === "not-allowed" ? message : null };
    return readOwnRefusal(server, refusal.data, headers, request.effect);
  }
  const error = errorIn(content);
  // Those errors of the server's own count as a refusal in any case (`refusesUnknown`).
  const byWords = request.inSession && !notAboutSessions.has(status) && !(error && refusesUnknown(status, error.code));
  if (byWords && headers["www-authenticate"] === undefined && saysSessionIsLost(text))
    return sessionGone(server, status, error ? String(error.message) : text, request.effect);
  if (status === 401) return { kind: "unauthorized", why: null };
  if (status === 404 && request.inSession) return { kind: "session-gone", failure: null, words: "" };
  if (error) return { kind: "error", error };
  return readStatus(server, answer, request.effect);
}

/** Statuses whose meaning is known, so that no words are read. A 403 may be about the session of a sign-in. */
const notAboutSessions: ReadonlySet<number> = new Set([403, 404, 429]);

function readStatus(server: string, { status, headers, text }: RefusingAnswer, effect: Effect): Verdict {
  if (status >= 300 && status < 400) {
    return failure(
      "bad-upstream",
      `${server} answered with a redirect, which Drawbridge does not follow. Tell its owner.`,
    );
  }
  if (status === 403) return failure("not-allowed", `${server} refused the call (403). Ask its owner who may use it.`);
  if (status === 429 || (status === 503 && !resetByProxy.test(text))) return busy(server, status, headers);
  if (status < 500 || neverHandled.has(status))
    return failure("bad-upstream", `${server} refused the request with HTTP ${status}. Tell its owner.`);
  const { code, sentence } = aftermathOf[effect];
  return { ...failure(code, `${server} failed with HTTP ${status}. ${sentence}`), retryAfterMs: 0 };
}

/** Statuses from 500 on that mean that the server does not handle such requests, or that the network kept it back. */
const neverHandled: ReadonlySet<number> = new Set([501, 505, 511]);

/** Envoy also answers 503 if the server broke the connection after it had the request. */
const resetByProxy = /reset reason: (?:connection termination|remote|local|protocol)/i;

function busy(server: string, status: number, headers: IncomingHttpHeaders): Verdict {
  const seconds = retryAfterSeconds(headers);
  const when = seconds === null ? "in a moment" : `in ${seconds} s`;
  const verdict = failure("unreachable", `${server} is too busy just now (${status}); nothing ran. Try again ${when}.`);
  const notRun = { passesAfterMs: null };
  return seconds === null ? { ...verdict, notRun } : { ...verdict, notRun, retryAfterMs: seconds * 1000 };
}

/** RFC 9110 §10.2.3, without its dates. */
function retryAfterSeconds(headers: IncomingHttpHeaders): number | null {
  const after = headers["retry-after"];
  return typeof after === "string" && /^\d+$/.test(after) ? Number(after) : null;
}

/** A refusal in our own form, from the edge or a server of our framework. */
function readOwnRefusal(
  server: string,
  { error, message, policy }: Refusal,
  headers: IncomingHttpHeaders,
  effect: Effect,
): Verdict {
  if (error === "not-allowed" && policy === oldestReleasePolicy) return failure("bad-request", message);
  if (error === "upstream-unreachable") {
    const seconds = retryAfterSeconds(headers);
    return { ...failure(codeOf[error], message), notRun: { passesAfterMs: seconds === null ? null : seconds * 1000 } };
  }
  if (error !== "upstream-lost") return failure(codeOf[error], message);
  const repeated = { retryAfterMs: 0 };
  if (effect === "change") return { ...failure(codeOf[error], message), ...repeated };
  return { ...failed(lost(server, "behind the edge", effect)), ...repeated };
}

const codeOf: Record<Refusal["error"], Failure["code"]> = {
  unauthenticated: "session-expired",
  "not-allowed": "not-allowed",
  "unknown-server": "unknown-server",
  "upstream-unreachable": "unreachable",
  "upstream-lost": "may-have-run",
  "bad-request": "bad-upstream",
};

function errorIn(content: unknown): JsonObject | null {
  if (!isObject(content) || !isObject(content.error) || typeof content.error.code !== "number") return null;
  return content.error;
}

/**
 * Whether a server refused a request by an error of its own, because it speaks another era or does not know the session.
 * The codes are those that revisions before 2026-07-28 left to implementations (basic/index, error codes), and "invalid
 * request".
 */
export const refusesUnknown = (status: number, code: unknown): boolean =>
  status >= 400 && status < 500 && isOwnError(code);

export const isOwnError = (code: unknown): boolean =>
  typeof code === "number" && (code === -32600 || (code >= -32019 && code <= -32000));

/** The server says in words of its own that it does not know the session. The words may mean something else. */
export function sessionGone(server: string, status: number, words: string, effect: Effect): SessionGone {
  if (status >= 500 && status !== 503) {
    const { code, sentence } = aftermathOf[effect];
    const message = `${server} failed with HTTP ${status} and said ${quoted(words, maxQuoted)}. ${sentence}`;
    return { kind: "session-gone", failure: { code, message }, words };
  }
  const message = `${server} refused the call and said ${quoted(words, maxQuoted)}. Nothing ran. A new session is opened: call again.`;
  return { kind: "session-gone", failure: { code: "unreachable", message }, words };
}

/** The server refused the call in a new session too, so no further session is tried for this call. */
export const lostAgain = (server: string, words: string): Failure => ({
  code: "bad-upstream",
  message: `${server} refused the call, also in a new session${words === "" ? "" : `, and said ${quoted(words, maxQuoted)}`}. The call did not run. Tell its owner.`,
});

/** How much (characters) of a server's words is quoted. */
const maxQuoted = 200;

export const unreachable = (server: string, why: string): Failure => ({
  code: "unreachable",
  message: `${server} cannot be reached (${why}). Nothing ran. Check your network or VPN, then try again.`,
});

/** The last try of a read did not run, but one before it was lost after it had reached the server. */
export const startedBefore = (server: string): Failure => ({
  code: "unreachable",
  message: `${server} began this call and its answer was lost; asked again, it could not be reached. It only reads, so call it again.`,
});

export function lost(server: string, why: string, effect: Effect): Failure {
  const { code, sentence } = aftermathOf[effect];
  return { code, message: `The connection to ${server} was lost before its answer came (${why}). ${sentence}` };
}

export const timedOut = (server: string, ms: number, effect: Effect): Failure => ({
  code: effect === "handshake" ? "unreachable" : "timed-out",
  message: `${server} did not answer within ${Math.round(ms / 1000)} s. ${aftermathOf[effect].sentence}`,
});

export const badUpstream = (server: string, why: string, effect: Effect): Failure => ({
  code: "bad-upstream",
  message: `${server} gave no usable answer: ${why}. Tell its owner. ${aftermathOf[effect].sentence}`,
});

/** A 401 that came again with a fresh token, or that came to a request without our token (`own`: with it). */
export function unauthorized(server: string, { why }: Unauthorized, own: boolean): Failure {
  if (own && why !== null) return { code: "not-allowed", message: why };
  return own
    ? {
        code: "session-expired",
        message: `${server} does not accept your sign-in any more (401). Run \`drawbridge login\`, then try again.`,
      }
    : {
        code: "not-signed-in",
        message: `${server} refused the credentials (401 unauthorized). Correct the --header and try again.`,
      };
}
