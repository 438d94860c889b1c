/**
 * Registers handlers for the routes of the API's table (contracts/registry-api). A handler gets the parameters, query
 * and body that its route declares, and can return only the answers that it declares. Handlers throw refusals
 * (refusal.ts).
 */
import type { BodyOf, ParametersOf, QueryOf, Route, Sent } from "@drawbridge/contracts/http-api/route";
import { type Area, areas } from "@drawbridge/contracts/registry-api/areas";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { readBody } from "../body.ts";
import { Refused } from "../refusal.ts";

/** An answer that the route declares. Only `answer`, `answerVersion` and `stream` make one. */
export interface RouteAnswer {
  readonly response: Response;
}

export interface RouteRequest<Of extends Route> {
  /** Hono's own context, to identify the caller and to read anything else of the request. */
  readonly context: Context;
  readonly parameters: ParametersOf<Of>;
  /** Throws Refused (400) with the message `otherwise` if the query does not match the route's schema. */
  query(otherwise: string): QueryOf<Of>;
  /** Reads the body. Throws Refused if it does not match the route's schema. */
  body(): Promise<BodyOf<Of>>;
  answer<Status extends keyof Of["answers"] & number>(status: Status, body: Sent<Of["answers"][Status]>): RouteAnswer;
  /** 200, or 304 without a body if the caller has this version already (RFC 9110 §13.1.2). */
  answerVersion(
    body: Of extends { readonly etag: true } ? Sent<Of["answers"][200 & keyof Of["answers"]]> : never,
  ): RouteAnswer;
  /** For a route whose answer is a stream of events. */
  stream(response: "event-stream" extends Of["answers"][keyof Of["answers"]] ? Response : never): RouteAnswer;
}

type RegistryRoute = Route & { readonly area: Area };
type RequestHandler = (context: Context) => Promise<Response>;
type Handler<Of extends Route> = (request: RouteRequest<Of>) => RouteAnswer | Promise<RouteAnswer>;

/** A table of handlers, in the order in which they are looked up. */
export class Routes {
  readonly app = new Hono();
  readonly #before: readonly MiddlewareHandler[];

  /** `before` runs before each of these handlers, for example to limit the body's size. */
  constructor(...before: readonly MiddlewareHandler[]) {
    this.#before = before;
  }

  serve<Of extends RegistryRoute>(route: Of, handler: Handler<Of>): this {
    const path = `${areas[route.area]}${route.path}`;
    const handle: RequestHandler = async (context) => (await handler(requestOf(route, context))).response;
    this.app.on(route.method, [path], ...this.#before, handle);
    return this;
  }
}

function requestOf<Of extends Route>(route: Of, context: Context): RouteRequest<Of>;
function requestOf({ query, body }: Route, context: Context) {
  const answer = (status: 200 | 201 | 204 | 409 | 503, payload: object | null): RouteAnswer => ({
    response: payload === null || status === 204 ? context.body(null, status) : context.json(payload, status),
  });
  return {
    context,
    parameters: context.req.param(),
    query(otherwise: string): unknown {
      const parsed = query?.safeParse(context.req.query());
      if (parsed?.success === false) throw new Refused(400, "bad-request", otherwise);
      return parsed?.data;
    },
    body: async (): Promise<unknown> => (body === undefined ? undefined : readBody(context, body)),
    answer,
    answerVersion(payload: { readonly version: string }): RouteAnswer {
      const tag = `"${payload.version}"`;
      context.header("etag", tag);
      return context.req.header("if-none-match") === tag ? { response: context.body(null, 304) } : answer(200, payload);
    },
    stream: (response: Response): RouteAnswer => ({ response }),
  };
}
