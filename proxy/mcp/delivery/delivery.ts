/**
 * Sends one message to an upstream and returns its answer, with the user's token. It sends again only if nothing can
 * have run, never if something may have run. Reads are the exception, because they may be repeated.
 */
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { AccessToken } from "../../contracts/session.ts";
import { ProxyError } from "../../kernel/errors.ts";
import type { Failure } from "../../kernel/failure.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Message } from "../../kernel/message.ts";
import { type Failed, failed } from "../../kernel/result.ts";
import type { HttpChannel } from "../../network/http-channel.ts";
import { tokenRefusal } from "../../network/token-refusal.ts";
import { exchange, type Outcome, type Reading } from "./exchange.ts";
import type { ServerEntry, Target } from "./target.ts";
import { badUpstream, lost, readRefusal, timedOut, unauthorized, unreachable } from "./verdict.ts";

export interface UpstreamRequest extends Reading {
  readonly method?: "POST" | "GET" | "DELETE";
  readonly body?: Buffer;
  /** The headers of the message's era. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether sending the request twice has the same effect as sending it once. */
  readonly readOnly: boolean;
  readonly inSession: boolean;
  readonly signal: AbortSignal;
}

export type Delivery =
  | { readonly kind: "answered"; readonly message: Message; readonly response: IncomingMessage }
  | { readonly kind: "accepted"; readonly response: IncomingMessage }
  /** A JSON-RPC error that came with an HTTP status of its own. */
  | { readonly kind: "error"; readonly error: JsonObject; readonly status: number }
  | { readonly kind: "session-gone" }
  /** `status` is given if the server refused without a JSON answer. */
  | (Failed & { readonly status?: number; readonly retryAfterMs?: number })
  | { readonly kind: "lost"; readonly failure: Failure; readonly lastEventId: string; readonly retry: number | null };

/** A server that is too busy is waited for at most this long (ms), because agents give up calls after a minute. */
const maxRetryWaitMs = 5_000;

/** Rejects only with the abort of `upstreamRequest.signal`. */
export async function deliver(
  channel: HttpChannel,
  entry: ServerEntry,
  upstreamRequest: UpstreamRequest,
): Promise<Delivery> {
  const destination = entry.target();
  if (destination.kind === "failure") return destination;
  const target = destination.value;
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
    switch (outcome.kind) {
      case "answered":
      case "accepted":
        return outcome;
      case "unsent":
        // If the whole network is down, the next call must learn it at once.
        void entry.reconsider();
        return failed(unreachable(name, outcome.why));
      case "garbage":
        return failed(badUpstream(name, outcome.why));
      case "silent":
        return failed(timedOut(name, upstreamRequest.silenceTimeoutMs ?? 0));
      case "lost":
        if (outcome.lastEventId !== null) {
          return { ...outcome, lastEventId: outcome.lastEventId, failure: lost(name, outcome.why) };
        }
        if (!again) return failed(lost(name, outcome.why));
        again = false;
        continue;
      case "refused":
    }
    const delivery = readRefused(name, outcome, upstreamRequest);
    if (delivery !== "unauthorized") {
      if (!again || delivery.kind !== "failure") return delivery;
      const retryDelayMs = retryDelayOf(delivery);
      if (retryDelayMs === null) return delivery;
      if (retryDelayMs > 0) await sleep(retryDelayMs, undefined, { signal: upstreamRequest.signal });
      again = false;
      continue;
    }
    if (renewed || token === null || target.token === null) return failed(unauthorized(name, target.token !== null));
    renewed = true;
    try {
      token = await target.token.renewed(token, tokenRefusal(outcome.response.headers));
    } catch (error) {
      return failed(failureOf(error, name));
    }
  }
}

/** How long (ms) to wait before a read is sent a second time; null if that would not help, or would take too long. */
function retryDelayOf({ failure, retryAfterMs }: Extract<Delivery, { kind: "failure" }>): number | null {
  if (failure.code === "may-have-run") return 0;
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
): Delivery | "unauthorized" {
  const status = response.statusCode ?? 0;
  const verdict = readRefusal(name, status, response.headers, body, upstreamRequest.inSession);
  if (verdict.kind === "unauthorized") return "unauthorized";
  return verdict.kind === "session-gone" ? verdict : { ...verdict, status };
}

/** The failure that the host gets for an error of ours. An unexpected error gives no details. */
export function failureOf(error: unknown, name: string): Failure {
  if (error instanceof ProxyError) return { code: error.code, message: error.message };
  return {
    code: "bad-upstream",
    message: `Drawbridge failed on the way to ${name}. See broker.log; then try again.`,
  };
}
