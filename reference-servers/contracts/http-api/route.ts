/**
 * One route of an HTTP API as data. The service registers its handler for it and the client calls it, so that neither
 * writes its own path, method or schema. A route that changes on one side only does not compile.
 */
import type { z } from "zod";

/** Statuses of answers that have a meaning of their own. Every other status is a refusal. */
export type AnswerStatus = 200 | 201 | 204 | 409 | 503;

/** The schema of an answer's JSON; `null` for an answer without a body, `"event-stream"` for server-sent events. */
export type AnswerBody = z.ZodType | null | "event-stream";

export interface Route {
  /** The part of the API that the path belongs to. It decides where the path begins, and what a caller must show. */
  readonly area: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the area; a segment that begins with a colon is a parameter: "/servers/:name/policy". */
  readonly path: string;
  /** The query's parameters, as text on the wire. */
  readonly query?: z.ZodType;
  /** The request's JSON; a route without it takes no body. */
  readonly body?: z.ZodType;
  readonly answers: Readonly<Partial<Record<AnswerStatus, AnswerBody>>>;
  /** Statuses of refusals beside 401, 403, 429 and 503, which any route may give. Their body is a Refusal. */
  readonly refusals: readonly number[];
  /**
   * The answer has a version (`ETag`, RFC 9110 §8.8.3). A caller that sends it again in `If-None-Match` gets 304 as long
   * as that version is current.
   */
  readonly etag?: true;
}

/** Declares a route, and keeps the literal types of its declaration. */
export const route = <const Declared extends Route>(declared: Declared): Declared => declared;

/** The names of a path's parameters: "name" | "id" of "/servers/:name/approvals/:id". */
export type PathParameters<Path extends string> = Path extends `${infer Head}/${infer Tail}`
  ? PathParameters<Head> | PathParameters<Tail>
  : Path extends `:${infer Name}`
    ? Name
    : never;

/** The URL of a request below `address`, each parameter encoded as one segment. Throws where a parameter is missing. */
export function urlOf(
  address: string,
  { path }: Pick<Route, "path">,
  request: { readonly parameters?: Readonly<Record<string, string>>; readonly query?: unknown } = {},
): URL {
  const filled = path.replace(/(?<=\/):(\w+)/g, (_, name: string) => {
    const value = request.parameters?.[name];
    if (value === undefined) throw new TypeError(`The path ${path} needs ${name}.`);
    return encodeURIComponent(value);
  });
  const url = new URL(`${address}${filled}`);
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  return url;
}

/** The parameters and their values as the caller of a route gives them. */
export type ParametersOf<Of extends Route> = Readonly<Record<PathParameters<Of["path"]>, string>>;

/** The query as the service reads it. */
export type QueryOf<Of extends Route> = Of extends { readonly query: infer Query extends z.ZodType }
  ? z.output<Query>
  : undefined;

/** The body as the service reads it. */
export type BodyOf<Of extends Route> = Of extends { readonly body: infer Body extends z.ZodType }
  ? z.output<Body>
  : undefined;

/** What a caller passes to a route. The type has only the members that the route declares. */
export type RequestTo<Of extends Route> = ([PathParameters<Of["path"]>] extends [never]
  ? unknown
  : { readonly parameters: ParametersOf<Of> }) &
  (Of extends { readonly query: infer Query extends z.ZodType } ? { readonly query: z.input<Query> } : unknown) &
  (Of extends { readonly body: infer Body extends z.ZodType } ? { readonly body: z.input<Body> } : unknown) &
  (Of extends { readonly etag: true } ? { readonly version: string | null } : unknown) & {
    /** Conditions of the request (RFC 9110 §13.1), by the header's name. */
    readonly conditions?: Readonly<Record<string, string>>;
    /** Ends the request; the call then rejects with its reason. */
    readonly signal?: AbortSignal | undefined;
  };

/** An answer's JSON as the service sends it; null where it has no body. */
export type Sent<Body> = Body extends z.ZodType ? z.input<Body> : null;

/** An answer's JSON as the caller reads it; null where it has no body. */
export type Received<Body> = Body extends z.ZodType ? z.output<Body> : null;
