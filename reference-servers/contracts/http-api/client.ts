/**
 * The one client of our own services' APIs. Connections, clock and credentials are passed in; the route defines the rest.
 * It follows no redirect, because no other server may get the credential.
 */
import { Refusal } from "../access.ts";
import type { Credential, CredentialSource } from "./credentials.ts";
import { type AnswerBody, type Received, type RequestTo, type Route, urlOf } from "./route.ts";

export type Fetch = typeof globalThis.fetch;

export interface ApiClientOptions<Area extends string> {
  /** Whose routes this client may call. */
  readonly area: Area;
  /** The URL under which the area's paths begin, without a slash at the end. Read for each request, after the credential. */
  readonly address: () => string;
  readonly credentials: CredentialSource;
  readonly fetch: Fetch;
  /** How a body becomes JSON; `JSON.stringify` where it is left out. */
  readonly stringify?: (body: unknown) => string;
  /** Milliseconds that one answer may take, until the end of its body. */
  readonly timeoutMs: number;
}

/** The service gave no complete answer: it cannot be reached, or it took too long. `cause` says why. */
export class NoAnswerError extends Error {
  constructor(cause: unknown) {
    super("the service does not answer", { cause });
    this.name = "NoAnswerError";
  }
}

/** What every answer has beside its kind. */
interface Head {
  readonly headers: Headers;
}

/** An answer that the route declares. */
type Declared<Of extends Route> = {
  [Status in keyof Of["answers"] & number]: Head & {
    readonly kind: "answer";
    readonly status: Status;
    readonly body: Received<Of["answers"][Status]>;
  };
}[keyof Of["answers"] & number];

/**
 * Another status. `refusal` has the service's words; it is null where an intermediary between the client and the service
 * answered.
 */
export interface RefusedAnswer extends Head {
  readonly kind: "refused";
  readonly status: number;
  readonly refusal: Refusal | null;
}

/** The body is not what the route declares: the service has another version, or an intermediary answered. */
export interface UnreadableAnswer extends Head {
  readonly kind: "unreadable";
  readonly status: number;
  readonly cause: unknown;
}

/** The version that the caller holds is still valid (304). */
export interface UnchangedAnswer extends Head {
  readonly kind: "unchanged";
  readonly status: 304;
}

export type Answer<Of extends Route> =
  | Declared<Of>
  | (Of extends { readonly etag: true } ? UnchangedAnswer : never)
  | RefusedAnswer
  | UnreadableAnswer;

/** An answer by its body alone, for code that reads several routes. */
export type AnswerWith<Body> = { readonly kind: "answer"; readonly body: Body } | RefusedAnswer | UnreadableAnswer;

/** A request as the client sends it, to any route. */
interface AnyRequest {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly version?: string | null;
  readonly conditions?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

type AnyAnswer =
  | (Head & { readonly kind: "answer"; readonly status: number; readonly body: unknown })
  | UnchangedAnswer
  | RefusedAnswer
  | UnreadableAnswer;

export class ApiClient<Area extends string> {
  readonly #options: ApiClientOptions<Area>;

  constructor(options: ApiClientOptions<Area>) {
    this.#options = options;
  }

  /**
   * Calls a route and reads its answer. Throws NoAnswerError without a complete answer, the reason of `request.signal`
   * once that is aborted, and what the credential source throws.
   */
  call<Of extends Route & { readonly area: Area }>(
    route: Of,
    ...request: Record<never, never> extends RequestTo<Of> ? [request?: RequestTo<Of>] : [request: RequestTo<Of>]
  ): Promise<Answer<Of>>;
  async call(route: Route, request: AnyRequest = {}): Promise<AnyAnswer> {
    const { credentials } = this.#options;
    const credential = await credentials.current();
    const first = await this.#send(route, request, credential);
    if (first.status !== 401 || credentials.renewed === undefined) return first;
    const { headers } = first;
    const refusal = { challenge: headers.get("www-authenticate"), date: headers.get("date") };
    return this.#send(route, request, await credentials.renewed(credential, refusal));
  }

  async #send(route: Route, request: AnyRequest, credential: Credential): Promise<AnyAnswer> {
    const { address, fetch, stringify = JSON.stringify, timeoutMs } = this.#options;
    const { method } = route;
    const { body, conditions, signal, version } = request;
    const url = urlOf(address(), route, request);
    const timeout = AbortSignal.timeout(timeoutMs);
    const headers = {
      ...credential.headersFor({ method, url }),
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...conditions,
      ...(typeof version === "string" && { "if-none-match": `"${version}"` }),
    };
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: "error",
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        ...(body !== undefined && { body: stringify(body) }),
      });
      return await readAnswer(route, response);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new NoAnswerError(cause);
    }
  }
}

async function readAnswer({ answers, etag }: Route, response: Response): Promise<AnyAnswer> {
  const { status, headers } = response;
  if (status === 304 && etag) return { kind: "unchanged", status, headers };
  const expected = Object.entries(answers).find(([declared]) => Number(declared) === status);
  if (expected === undefined) {
    const refusal = Refusal.safeParse(await readJson(response));
    return { kind: "refused", status, headers, refusal: refusal.data ?? null };
  }
  return readDeclared(expected[1], response);
}

async function readDeclared(body: AnswerBody, response: Response): Promise<AnyAnswer> {
  const { status, headers } = response;
  if (body === null || body === "event-stream") {
    await response.body?.cancel();
    return { kind: "answer", status, headers, body: null };
  }
  const parsed = body.safeParse(await readJson(response));
  if (!parsed.success) return { kind: "unreadable", status, headers, cause: parsed.error };
  return { kind: "answer", status, headers, body: parsed.data };
}

/** The body's JSON; undefined where it is not JSON. Throws where the body breaks off. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
