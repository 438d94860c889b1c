/**
 * What the broker reads from the registry on request: approvals and the stream of their changes, the audit, and the
 * usage counts. It uses the user's token for the edge, which can list and follow requests but not decide them.
 */
import type { IncomingMessage } from "node:http";
import { Approval, ApprovalScope, type Approvals } from "@drawbridge/contracts/approvals";
import type { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import type { NewAccessReport, ReportReceipt } from "@drawbridge/contracts/governance/access-reports";
import type { WhyAnswer } from "@drawbridge/contracts/governance/why";
import type { AnswerWith } from "@drawbridge/contracts/http-api/client";
import { type RequestTo, urlOf } from "@drawbridge/contracts/http-api/route";
import type { TokenReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { findApproval, followApprovals, listApprovals } from "@drawbridge/contracts/registry-api/approvals";
import { readAudit, readAuditedRows } from "@drawbridge/contracts/registry-api/audit";
import {
  explainWhy,
  readMyToken,
  readMyUsage,
  readServerUsage,
  reportAccess,
} from "@drawbridge/contracts/registry-api/user";
import type { MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import type { AccessToken, Session } from "../contracts/session.ts";
import { ProxyError, sessionExpired } from "../kernel/errors.ts";
import { isObject, parsed } from "../kernel/json.ts";
import { EventSplitter } from "../network/event-stream.ts";
import { fetchOver } from "../network/fetch.ts";
import type { HttpChannel } from "../network/http-channel.ts";
import { tokenRefusal } from "../network/token-refusal.ts";
import { apiOf, type UserApi, userApi } from "../network/user-api.ts";

export type ListedState = "pending" | "recent";

export interface Followed {
  /** The stream is open. From now on, changes arrive by it. */
  ready(): void;
  approval(approval: Approval): void;
  scope(scope: ApprovalScope): void;
}

/** How long (ms) a page may take. */
const pageTimeoutMs = 10_000;
/** A stream that is silent for longer (ms) is opened again, because a connection may die without notice. */
const silenceTimeoutMs = 60_000;
/** Longest page (bytes). */
const maxPageBytes = 32 * 1024 * 1024;

export class RegistryReads {
  readonly #session: Session;
  readonly #channel: HttpChannel;
  readonly #api: UserApi;

  constructor(session: Session, channel: HttpChannel) {
    this.#session = session;
    this.#channel = channel;
    this.#api = userApi(session, fetchOver(channel, maxPageBytes), pageTimeoutMs);
  }

  get user(): string | null {
    return this.#session.user?.name ?? null;
  }

  /** One page, newest first. Throws ProxyError. */
  async page(state: ListedState, cursor: string | null, signal: AbortSignal): Promise<Approvals> {
    const query = { state, ...(cursor !== null && { cursor }) };
    return bodyOf(await withErrors(this.#api.call(listApprovals, { query, signal })));
  }

  /** One request; null if this user can see no such request. Throws ProxyError. */
  async find(id: string, signal: AbortSignal): Promise<Approval | null> {
    const answer = await withErrors(this.#api.call(findApproval, { parameters: { id }, signal }));
    return answer.kind === "refused" && answer.status === 404 ? null : bodyOf(answer);
  }

  /**
   * A page of the audit, after entry number `after`. Throws ProxyError, with `not-allowed` if the user is not an
   * auditor.
   */
  async audit(after: number): Promise<AuditPage> {
    return auditOf(await withErrors(this.#api.call(readAudit, { query: { after } })));
  }

  /** The rows of the registry's tables, after the row `after` ("" for all). Throws as `audit` does. */
  async auditedRows(after: string): Promise<AuditedRows> {
    return auditOf(await withErrors(this.#api.call(readAuditedRows, { query: { after } })));
  }

  /** How the registry reads the user's token; null if it is older than the question. Throws ProxyError. */
  async myToken(): Promise<TokenReading | null> {
    const answer = await withErrors(this.#api.call(readMyToken));
    return answer.kind === "refused" && answer.status === 404 ? null : allowedOf(answer);
  }

  /** The user's own use. Throws ProxyError. */
  async myUsage(): Promise<MyUsage> {
    return bodyOf(await withErrors(this.#api.call(readMyUsage)));
  }

  /** A server's use by all its users. Throws ProxyError. */
  async serverUsage(server: string): Promise<ServerUsage> {
    return bodyOf(await withErrors(this.#api.call(readServerUsage, { parameters: { name: server } })));
  }

  /** Why a person may or may not use a server. Throws ProxyError, with `not-allowed` and the registry's words. */
  async why(query: RequestTo<typeof explainWhy>["query"]): Promise<WhyAnswer> {
    return wordsOf(await withErrors(this.#api.call(explainWhy, { query })));
  }

  /** Tells the owner of a server about the user's access. Throws as `why` does. */
  async reportAccess(body: NewAccessReport): Promise<ReportReceipt> {
    return wordsOf(await withErrors(this.#api.call(reportAccess, { body })));
  }

  /** Follows the changes until the stream ends or `signal` aborts. Throws ProxyError if the stream breaks. */
  async follow(followed: Followed, signal: AbortSignal): Promise<void> {
    const response = await this.#open(signal);
    if (response.statusCode !== 200) throw statusError(response.statusCode ?? 0);
    const silence = setTimeout(() => response.destroy(new Error("silent")), silenceTimeoutMs);
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
      throw unreachable(cause);
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", end);
    }
  }

  /** The head of the stream's answer. Throws ProxyError. A redirect counts as an ordinary answer. */
  async #open(signal: AbortSignal): Promise<IncomingMessage> {
    const token = await this.#session.accessToken();
    const response = await this.#send(token, signal);
    if (response.statusCode !== 401) return response;
    response.destroy();
    return this.#send(await this.#session.renewed(token, tokenRefusal(response.headers)), signal);
  }

  async #send(token: AccessToken, signal: AbortSignal): Promise<IncomingMessage> {
    const { method } = followApprovals;
    const url = urlOf(apiOf(this.#session), followApprovals);
    const headers = { ...token.headersFor({ method, url }), accept: "text/event-stream" };
    let stream: { destroy(error: Error): unknown } | null = null;
    const end = () => stream?.destroy(new Error("given up"));
    signal.addEventListener("abort", end, { once: true });
    try {
      return await this.#channel.send({ method, url, headers }, (bound) => {
        stream = bound;
        if (signal.aborted) end();
      });
    } catch (cause) {
      throw unreachable(cause);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }
}

const withErrors = <Answered>(answer: Promise<Answered>): Promise<Answered> =>
  answer.catch((error: unknown) => {
    throw error instanceof ProxyError ? error : unreachable(error);
  });

function bodyOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "answer") return answer.body;
  if (answer.kind === "refused") throw statusError(answer.status);
  const message = "The registry's answer is not what this Drawbridge can read. Update it.";
  throw new ProxyError("unreachable", message, { cause: answer.cause });
}

/** What the registry says, or its refusal in its own words. Throws ProxyError. */
function allowedOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "refused" && answer.refusal?.error === "not-allowed")
    throw new ProxyError("not-allowed", answer.refusal.message);
  return bodyOf(answer);
}

/** As `bodyOf`; every refusal is in the registry's own words. */
function wordsOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "refused" && answer.refusal !== null && answer.status !== 401)
    throw new ProxyError("not-allowed", answer.refusal.message);
  return bodyOf(answer);
}

function auditOf<Body>(answer: AnswerWith<Body>): Body {
  if (answer.kind === "refused" && answer.status === 403 && answer.refusal !== null)
    throw new ProxyError("not-allowed", answer.refusal.message);
  return bodyOf(answer);
}

/**
 * Reads an event by its content. An event that cannot be read is skipped, because the next list contains its change.
 */
function readEvent(data: readonly Buffer[], followed: Followed): void {
  const value = parsed(Buffer.concat(data).toString("utf8"));
  const approval = Approval.safeParse(value).data;
  const scope = ApprovalScope.safeParse(value).data;
  if (approval) followed.approval(approval);
  else if (scope) followed.scope(scope);
  else if (isObject(value) && Object.keys(value).length === 0) followed.ready();
}

function statusError(status: number): ProxyError {
  if (status === 401) return sessionExpired();
  return new ProxyError("unreachable", `The registry answered HTTP ${status}. Try again in a moment.`);
}

const unreachable = (cause: unknown): ProxyError =>
  new ProxyError("unreachable", "The registry cannot be reached. Check your network or VPN, then try again.", {
    cause,
  });
