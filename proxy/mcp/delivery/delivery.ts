/**
 * Sends one message to an upstream and returns its answer, with the user's token. It sends again only if nothing can
 * have run, never if something may have run. Reads are the exception, because they may be repeated.
 */
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { jittered } from "@drawbridge/contracts/http-api/back-off";
import type { AccessToken } from "../../contracts/session.ts";
import { ProxyError } from "../../kernel/errors.ts";
import type { Failure } from "../../kernel/failure.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import { type Message, objectOf } from "../../kernel/message.ts";
import { failed } from "../../kernel/result.ts";
import type { HttpChannel } from "../../network/http-channel.ts";
import { tokenRefusal } from "../../network/token-refusal.ts";
import type { Effect } from "./effect.ts";
import { exchange, type Outcome, type Reading } from "./exchange.ts";
import { saysSessionIsLost } from "./lost-session.ts";
import { pauseBefore } from "./retry.ts";
import type { ServerEntry, Target } from "./target.ts";
import {
  badUpstream,
  isOwnError,
  lost,
  type Refused,
  readRefusal,
  type SessionGone,
  sessionGone,
  startedBefore,
  timedOut,
  type Unauthorized,
  unauthorized,
  unreachable,
} from "./verdict.ts";

export interface UpstreamRequest extends Reading {
  readonly method?: "POST" | "GET" | "DELETE";
  readonly body?: Buffer;
  /** The headers of the message's era. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether sending the request twice has the same effect as sending it once. */
  readonly readOnly: boolean;
  /** Whether it only prepares the caller's request, which has not been sent yet. */
  readonly handshake?: boolean;
  readonly inSession: boolean;
  readonly signal: AbortSignal;
  /** How long (ms) it may be tried again while it certainly did not run; not at all where it is left out. */
  readonly retryTimeoutMs?: number | undefined;
  /** Called before each pause in that time. */
  onPause?(): void;
  /** Whether it was sent before, by a broker that ended. */
  readonly askedBefore?: boolean;
}

export type Delivery =
  | { readonly kind: "answered"; readonly message: Message; readonly response: IncomingMessage }
  | { readonly kind: "accepted"; readonly response: IncomingMessage }
  /** A JSON-RPC error that came with an HTTP status of its own. */
  | { readonly kind: "error"; readonly error: JsonObject; readonly status: number }
  | SessionGone
  /** `status` and `words` (the beginning of the body) are given if the server refused without a JSON-RPC answer. */
  | (Refused & { readonly status?: number; readonly words?: string })
  | { readonly kind: "lost"; readonly failure: Failure; readonly lastEventId: string; readonly retry: number | null };

/** A server that is too busy is waited for at most this long (ms), because agents give up calls after a minute. */
const maxRetryWaitMs = 5_000;

/**
 * How long (ms) a read waits before it is sent a second time. A process that is killed loses its connections one by one, so
 * for a moment it still takes new ones, and would lose the read again.
 */
const repeatPauseMs = (): number => jittered(200);

/** How much (characters) of a refusal's body is kept. */
const maxWords = 2_000;

/** Rejects only with the abort of `upstreamRequest.signal`. */
export async function deliver(
  channel: HttpChannel,
  entry: ServerEntry,
  upstreamRequest: UpstreamRequest,
): Promise<Delivery> {
  const { retryTimeoutMs = 0, signal, askedBefore = false } = upstreamRequest;
  const course: Course = { began: askedBefore };
  const giveUpAt = performance.now() + retryTimeoutMs;
  for (let failures = 0; ; failures += 1) {
    const delivery = await deliverOnce(channel, entry, upstreamRequest, course);
    const retryAfterMs = delivery.kind === "failure" ? delivery.notRun?.passesAfterMs : null;
    const leftMs = isAway(entry) ? 0 : giveUpAt - performance.now();
    const pauseMs = retryAfterMs == null ? null : pauseBefore({ failures, retryAfterMs, leftMs }, Math.random());
    if (pauseMs === null) return course.began ? withTrueWords(entry.name, delivery) : delivery;
    upstreamRequest.onPause?.();
    await sleep(pauseMs, undefined, { signal });
  }
}

/** What is known of a request from its earlier tries. */
interface Course {
  /** Whether a try may have begun at the server. */
  began: boolean;
}

/** Whether the registry is away, too: then it is the network, and a call is refused at once. */
function isAway(entry: ServerEntry): boolean {
  const target = entry.target();
  return target.kind === "failure" || target.value.connectTimeoutMs !== undefined;
}

/** "Nothing ran" is true of the last try only. */
const withTrueWords = (name: string, delivery: Delivery): Delivery =>
  delivery.kind === "failure" && delivery.notRun !== undefined ? failed(startedBefore(name)) : delivery;

async function deliverOnce(
  channel: HttpChannel,
  entry: ServerEntry,
  upstreamRequest: UpstreamRequest,
  course: Course,
): Promise<Delivery> {
  const destination = entry.target();
  if (destination.kind === "failure") return destination;
  const target = destination.value;
  const { signal } = upstreamRequest;
  let token: AccessToken | null = null;
  let renewed = false;
  let again = upstreamRequest.readOnly;
  for (;;) {
    try {
      token ??= await tokenFor(target, entry.name);
    } catch (error) {
      return failed(failureOf(error, entry.name));
    }
    const outcome = await exchange(
      channel,
      requestOf(target, token, upstreamRequest),
      upstreamRequest,
      upstreamRequest.signal,
    );
    const { name } = entry;
    const effect = effectOf(upstreamRequest);
    switch (outcome.kind) {
      case "answered":
        return readAnswer(name, outcome, upstreamRequest);
      case "accepted":
        return outcome;
      case "unsent":
        // If the whole network is down, the next call must learn it at once.
        void entry.reconsider();
        return {
          ...failed(unreachable(name, outcome.why)),
          notRun: { passesAfterMs: outcome.refusedByHost ? 0 : null },
        };
      case "garbage":
        return failed(badUpstream(name, outcome.why, effect));
      case "silent":
        return failed(timedOut(name, upstreamRequest.silenceTimeoutMs ?? 0, effect));
      case "lost":
        if (upstreamRequest.inSession && saysSessionIsLost(outcome.words))
          return sessionGone(name, 200, outcome.words, effect);
        if (outcome.lastEventId !== null) {
          return { ...outcome, lastEventId: outcome.lastEventId, failure: lost(name, outcome.why, effect) };
        }
        if (!again) return failed(lost(name, outcome.why, effect));
        course.began = true;
        again = false;
        // What ended this connection has ended the idle ones to the same place, perhaps without our having read so.
        channel.closeIdle();
        await sleep(repeatPauseMs(), undefined, { signal });
        continue;
      case "refused":
    }
    const delivery = readRefused(name, outcome, upstreamRequest);
    if (delivery.kind !== "unauthorized") {
      if (!again || delivery.kind !== "failure") return delivery;
      const retryDelayMs = retryDelayOf(delivery);
      if (retryDelayMs === null) return delivery;
      await sleep(Math.max(retryDelayMs, repeatPauseMs()), undefined, { signal });
      course.began ||= delivery.notRun === undefined;
      again = false;
      continue;
    }
    if (renewed || token === null || target.token === null)
      return failed(unauthorized(name, delivery, target.token !== null));
    renewed = true;
    try {
      token = await target.token.renewed(token, tokenRefusal(outcome.response.headers));
    } catch (error) {
      return failed(failureOf(error, name));
    }
  }
}

function effectOf({ readOnly, handshake = false }: Pick<UpstreamRequest, "readOnly" | "handshake">): Effect {
  if (handshake) return "handshake";
  return readOnly ? "none" : "change";
}

/** The answer, unless it is the error of a server that does not know the session. */
function readAnswer(
  name: string,
  outcome: Extract<Outcome, { kind: "answered" }>,
  upstreamRequest: UpstreamRequest,
): Delivery {
  if (!upstreamRequest.inSession || outcome.message.envelope.resultAt >= 0) return outcome;
  const error = objectOf(outcome.message)?.error;
  if (!isObject(error) || !isOwnError(error.code)) return outcome;
  const words = String(error.message);
  return saysSessionIsLost(words) ? sessionGone(name, 200, words, effectOf(upstreamRequest)) : outcome;
}

/** How long (ms) to wait before a read is sent a second time; null if that would not help, or would take too long. */
function retryDelayOf({ retryAfterMs }: Extract<Delivery, { kind: "failure" }>): number | null {
  return retryAfterMs !== undefined && retryAfterMs <= maxRetryWaitMs ? retryAfterMs : null;
}

function requestOf(target: Target, token: AccessToken | null, upstreamRequest: UpstreamRequest) {
  const { method = "POST", body } = upstreamRequest;
  const authorization = token === null ? {} : token.headersFor({ method, url: target.url });
  const accept = method === "GET" ? "text/event-stream" : "application/json, text/event-stream";
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const headers = { ...target.headers, ...upstreamRequest.headers, ...authorization, ...type, accept };
  const { url, connectTimeoutMs } = target;
  return { method, url, headers, ...(body !== undefined && { body }), ...(connectTimeoutMs && { connectTimeoutMs }) };
}

/** The token of a request; null where it carries none. Throws ProxyError `unreachable` where it takes too long. */
async function tokenFor({ token, connectTimeoutMs }: Target, name: string): Promise<AccessToken | null> {
  if (token === null) return null;
  const supplied = token.accessToken();
  if (connectTimeoutMs === undefined) return supplied;
  const timeout = sleep(connectTimeoutMs, null, { ref: false });
  // The renewal goes on, and the next call finds its token.
  const first = await Promise.race([supplied, timeout]);
  supplied.catch(() => {});
  if (first !== null) return first;
  const { code, message } = unreachable(name, "your sign-in cannot be renewed while the network is away");
  throw new ProxyError(code, message);
}

function readRefused(
  name: string,
  { response, body }: Extract<Outcome, { kind: "refused" }>,
  upstreamRequest: UpstreamRequest,
): Delivery | Unauthorized {
  const status = response.statusCode ?? 0;
  const text = textOf(body);
  const { inSession } = upstreamRequest;
  const answer = { status, headers: response.headers, text };
  const verdict = readRefusal(name, answer, { inSession, effect: effectOf(upstreamRequest) });
  switch (verdict.kind) {
    case "unauthorized":
    case "session-gone":
      return verdict;
    case "error":
      return { ...verdict, status };
    case "failure":
      return { ...verdict, status, words: text.slice(0, maxWords) };
  }
}

/** A `TextDecoder` leaves out the byte order mark. */
const textOf = (body: Buffer): string => new TextDecoder().decode(body);

/** The failure that the host gets for an error of ours. An unexpected error gives no details. */
export function failureOf(error: unknown, name: string): Failure {
  if (error instanceof ProxyError) return { code: error.code, message: error.message };
  return {
    code: "bad-upstream",
    message: `Drawbridge failed on the way to ${name}. See broker.log; then try again.`,
  };
}
