/**
 * What the broker reads at the registry on request, with the user's token for the edge, which lists and follows and
 * cannot decide: approvals with the stream of their changes, the audit, and what was used how much.
 */
import type { IncomingMessage } from "node:http";
import { Refusal } from "@drawbridge/contracts/access";
import { Approval, ApprovalScope, Approvals } from "@drawbridge/contracts/approvals";
import { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import type { WellKnown } from "@drawbridge/contracts/registry";
import { MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import type { z } from "zod";
import type { AccessToken, Session } from "../contracts/session.ts";
import { notSignedIn, ProxyError, sessionExpired } from "../kernel/errors.ts";
import { isObject, parsed } from "../kernel/json.ts";
import { EventSplitter } from "../network/event-stream.ts";
import type { HttpChannel } from "../network/http-channel.ts";
import { tokenRefusal } from "../network/token-refusal.ts";

export type ListedState = "pending" | "recent";

export interface Followed {
  /** The stream is open: what happens from now on will be told. */
  ready(): void;
  approval(approval: Approval): void;
  scope(scope: ApprovalScope): void;
}

/** How long (ms) a page may take. */
const pagePatience = 10_000;
/** A stream silent for longer (ms) is opened anew: a connection may die without a word. */
const longestSilence = 60_000;
/** Longest page (bytes). */
const longestPage = 32 * 1024 * 1024;

export class RegistryReads {
  readonly #session: Session;
  readonly #channel: HttpChannel;

  constructor(session: Session, channel: HttpChannel) {
    this.#session = session;
    this.#channel = channel;
  }

  get user(): string | null {
    return this.#session.user?.name ?? null;
  }

  /** One page, newest first. Throws ProxyError. */
  async page(state: ListedState, cursor: string | null, signal: AbortSignal): Promise<Approvals> {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(pagePatience)]);
    const query = new URLSearchParams({ state, ...(cursor !== null && { cursor }) });
    const response = await this.#get(`approvals?${query}`, "application/json", ended);
    return readBody(Approvals, response.statusCode ?? 0, await textOf(response, ended));
  }

  /** One request; null where there is none for this user to see. Throws ProxyError. */
  async find(id: string, signal: AbortSignal): Promise<Approval | null> {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(pagePatience)]);
    const response = await this.#get(`approvals/${encodeURIComponent(id)}`, "application/json", ended);
    const text = await textOf(response, ended);
    return response.statusCode === 404 ? null : readBody(Approval, response.statusCode ?? 0, text);
  }

  /** A page of the audit, after entry number `after`. Throws ProxyError, `not-allowed` where the user is no auditor. */
  audit(after: number): Promise<AuditPage> {
    return this.#asAuditor(`audit?${new URLSearchParams({ after: String(after) })}`, AuditPage);
  }

  /** What the registry's tables hold, after the row `after` ("" for all). Throws as `audit`. */
  auditedRows(after: string): Promise<AuditedRows> {
    return this.#asAuditor(`audit/rows?${new URLSearchParams({ after })}`, AuditedRows);
  }

  async #asAuditor<Of>(path: string, schema: z.ZodType<Of>): Promise<Of> {
    const ended = AbortSignal.timeout(pagePatience);
    const response = await this.#get(path, "application/json", ended);
    const text = await textOf(response, ended);
    if (response.statusCode === 403) throw new ProxyError("not-allowed", readBody(Refusal, 200, text).message);
    return readBody(schema, response.statusCode ?? 0, text);
  }

  /** The user's own use. Throws ProxyError. */
  myUsage(): Promise<MyUsage> {
    return this.#read("me/usage", MyUsage);
  }

  /** A server's use by everybody. Throws ProxyError. */
  serverUsage(server: string): Promise<ServerUsage> {
    return this.#read(`servers/${encodeURIComponent(server)}/usage`, ServerUsage);
  }

  /** Follows the changes until the stream ends or breaks, which throws ProxyError, or `signal` aborts. */
  async follow(followed: Followed, signal: AbortSignal): Promise<void> {
    const response = await this.#get("approvals/events", "text/event-stream", signal);
    if (response.statusCode !== 200) throw answered(response.statusCode ?? 0);
    const silence = setTimeout(() => response.destroy(new Error("silent")), longestSilence);
    const end = () => response.destroy();
    signal.addEventListener("abort", end, { once: true });
    const splitter = new EventSplitter();
    try {
      for await (const chunk of response) {
        if (signal.aborted) return;
        silence.refresh();
        splitter.take(chunk, ({ data }) => readEvent(data, followed));
      }
    } catch (cause) {
      throw away(cause);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", end);
    }
  }

  async #read<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const ended = AbortSignal.timeout(pagePatience);
    const response = await this.#get(path, "application/json", ended);
    return readBody(schema, response.statusCode ?? 0, await textOf(response, ended));
  }

  async #get(path: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
    const token = await this.#session.accessToken();
    const { wellKnown } = this.#session;
    if (wellKnown === null) throw notSignedIn();
    const response = await request(this.#channel, wellKnown, token, path, accept, signal);
    if (response.statusCode !== 401) return response;
    response.destroy();
    const other = await this.#session.renewed(token, tokenRefusal(response.headers));
    return request(this.#channel, wellKnown, other, path, accept, signal);
  }
}

/** Resolves with the answer's head. Throws ProxyError `unreachable`; a redirect is an answer like any other. */
async function request(
  channel: HttpChannel,
  { api }: WellKnown,
  token: AccessToken,
  path: string,
  accept: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(`${api}/${path}`);
  const headers = { ...token.headersFor({ method: "GET", url }), accept };
  let stream: { destroy(error: Error): unknown } | null = null;
  const end = () => stream?.destroy(new Error("given up"));
  signal.addEventListener("abort", end, { once: true });
  try {
    return await channel.send({ method: "GET", url, headers }, (bound) => {
      stream = bound;
      if (signal.aborted) end();
    });
  } catch (cause) {
    throw away(cause);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function textOf(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  const end = () => response.destroy(new Error("given up"));
  signal.addEventListener("abort", end, { once: true });
  try {
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) {
      text += String(chunk);
      if (text.length > longestPage) throw new Error("its answer is too long");
    }
    return text;
  } catch (cause) {
    throw away(cause);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function readBody<T>(schema: z.ZodType<T>, status: number, text: string): T {
  if (status !== 200) throw answered(status);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProxyError("unreachable", "The registry's answer is not what this Drawbridge can read. Update it.", {
      cause,
    });
  }
}

/** What an event holds tells what it is; one that cannot be read is passed over: the next list has what it said. */
function readEvent(data: readonly Buffer[], followed: Followed): void {
  const value = parsed(Buffer.concat(data).toString("utf8"));
  const approval = Approval.safeParse(value).data;
  const scope = ApprovalScope.safeParse(value).data;
  if (approval) followed.approval(approval);
  else if (scope) followed.scope(scope);
  else if (isObject(value) && Object.keys(value).length === 0) followed.ready();
}

function answered(status: number): ProxyError {
  if (status === 401) return sessionExpired();
  return new ProxyError("unreachable", `The registry answered HTTP ${status}. Try again in a moment.`);
}

const away = (cause: unknown): ProxyError =>
  new ProxyError("unreachable", "The registry cannot be reached. Check your network or VPN, then try again.", {
    cause,
  });
