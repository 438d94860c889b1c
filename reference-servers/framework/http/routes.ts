/** A server's HTTP routes: `/mcp` for admitted callers, and the probes for its operator. */

import { randomUUID } from "node:crypto";
import type { Refusal } from "@drawbridge/contracts/access";
import type { Principal } from "@drawbridge/contracts/identity";
import { peersPath } from "@drawbridge/contracts/peer-api/peers";
import {
  type AuthInfo,
  createMcpHandler,
  hostHeaderValidationResponse,
  isInitializeRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { z } from "zod";
import type { HeldElsewhere } from "../calls/held-elsewhere.ts";
import type { Caller } from "../calls/running-server.ts";
import type { ChangeStreams } from "../mcp/change-streams.ts";
import type { Protocol } from "../mcp/protocol.ts";
import { type Peers, peerRoutes } from "../peers.ts";
import type { Admission } from "./admission.ts";
import { readBody } from "./body.ts";
import { type Probes, probeRoutes } from "./probes.ts";

export interface Routes extends Probes {
  admit(headers: Headers): Admission;
  readonly protocol: Protocol;
  readonly streams: ChangeStreams;
  /** Passes a call on that another instance must answer. Null where there are no other instances. */
  readonly elsewhere: HeldElsewhere | null;
  /** What other servers may ask, if anything. */
  readonly peers: Omit<Peers, "maxBodyBytes"> | undefined;
  /** Aborts once the server accepts nothing new. Then the streams on which clients only listen end. */
  readonly stopping: AbortSignal;
  readonly allowedHosts: readonly string[];
  readonly maxBodyBytes: number;
}

export interface HttpFace {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Notifies the listening clients that their tool lists may have changed. */
  toolsChanged(): void;
  /** Ends every stream and every exchange under way. */
  close(): Promise<void>;
}

export function httpRoutes(routes: Routes): HttpFace {
  const { log, maxBodyBytes } = routes;
  const hosts = [...localhostAllowedHostnames(), ...routes.allowedHosts];
  const origins = [...localhostAllowedOrigins(), ...routes.allowedHosts];
  const callers = new WeakMap<AuthInfo, Caller>();
  const mcp = createMcpHandler(
    ({ era, authInfo }) => {
      const caller = authInfo && callers.get(authInfo);
      if (caller === undefined) throw new Error("a request reached the protocol without being admitted");
      return routes.protocol(caller, era);
    },
    {
      maxRequestBodySize: maxBodyBytes,
      bus: routes.streams.bus,
      // `streams` counts. The SDK's own limit is 1,024, and its refusal is no HTTP error.
      maxSubscriptions: Number.POSITIVE_INFINITY,
      onerror: (error) => log.debug({ err: error }, "a request was refused"),
    },
  );

  const app = new Hono<{ Variables: { principal: Principal } }>();
  // Probes and scrapes come by the address of a pod, and other servers by any name that the network gives this one.
  app.route("/", probeRoutes(routes));
  if (routes.peers !== undefined) app.route(peersPath, peerRoutes({ ...routes.peers, maxBodyBytes }));
  // A page in a browser must not reach a loopback port through a host name of its own (DNS rebinding).
  app.use(
    async ({ req }, next) =>
      hostHeaderValidationResponse(req.raw, hosts) ?? originValidationResponse(req.raw, origins) ?? next(),
  );
  app.use("/mcp", async (context, next) => {
    if (routes.stopping.aborted) return context.json(stoppingRefusal, 503, { connection: "close", "retry-after": "1" });
    const admission = routes.admit(context.req.raw.headers);
    if (admission.admitted) {
      context.set("principal", admission.principal);
      return next();
    }
    const { status, refusal } = admission;
    return context.json(refusal, status, headersOf[status] ?? {});
  });
  app.all("/mcp", async (context) => {
    const { req } = context;
    const body = await readBody(req.raw, maxBodyBytes);
    if (body.kind === "malformed") return context.json(rpcError(-32_700, "The request's body is no JSON."), 400);
    if (body.kind === "unstorable") return context.json(rpcError(-32_602, body.why, body.id), 400);
    if (body.kind === "too-long") return context.json(rpcError(-32_000, tooLong(maxBodyBytes)), 413);
    const passedOn = body.kind === "json" ? await routes.elsewhere?.passOn(req.raw, body.value) : null;
    if (passedOn != null) return passedOn;
    const session = req.header(sessionHeader) ?? null;
    const authInfo: AuthInfo = { token: "", clientId: "", scopes: [] };
    callers.set(authInfo, { principal: context.get("principal"), requestId: randomUUID(), session });
    const parsedBody = body.kind === "json" ? { parsedBody: body.value } : {};
    const listen = body.kind === "json" ? ListenRequest.safeParse(body.value).data : undefined;
    const request = listen === undefined ? req.raw : endingOn(routes.stopping, req.raw);
    const serve = () => mcp.fetch(request, { authInfo, ...parsedBody });
    const { user } = context.get("principal");
    const refuse = (message: string) => context.json(rpcError(-32_603, message, listen?.id ?? null), 429, retryLater);
    const response = listen === undefined ? await serve() : await routes.streams.open(user, serve, refuse);
    if (session === null && body.kind === "json" && isInitializeRequest(body.value)) {
      response.headers.set(sessionHeader, randomUUID());
    }
    return response;
  });
  app.onError((error, context) => {
    log.error({ kind: error.name, at: error.stack?.split("\n").slice(1, 12) }, "a request failed inside the server");
    return context.json(failedInside, 500);
  });
  app.notFound((context) => context.json(nothingHere, 404));
  return {
    fetch: (request) => app.fetch(request),
    toolsChanged: () => mcp.notify.toolsChanged(),
    close: () => mcp.close(),
  };
}

/** A client that only listens opens its next stream at another instance, and reads what it missed. */
function endingOn(stopping: AbortSignal, { url, method, headers, signal }: Request): Request {
  return new Request(url, { method, headers, signal: AbortSignal.any([signal, stopping]) });
}

const sessionHeader = "mcp-session-id";

const ListenRequest = z.object({
  method: z.literal("subscriptions/listen"),
  id: z.union([z.string(), z.number()]).nullable().default(null),
});

/** Seconds after which a refused stream may be tried again. */
const retryLater = { "retry-after": "30" };

/** RFC 9110 §11.6.1 requires a challenge with every 401. The only way in is through the edge. */
const challenge = 'Bearer realm="drawbridge edge"';

/** What comes with a refusal, by its status. A server that has no policy yet has usually just started. */
const headersOf: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "www-authenticate": challenge },
  503: { "retry-after": "1" },
};

const refusalOf = (error: Refusal["error"], message: string): Refusal => ({ error, message, policy: null, ask: null });
const stoppingRefusal = refusalOf(
  "upstream-unreachable",
  "The server is stopping and took nothing new, so nothing was run. Try again in a few seconds.",
);
const failedInside = refusalOf("upstream-lost", "The server failed inside. Whether anything was run is not known.");
const tooLong = (maxBytes: number): string => `The request is too long: at most ${maxBytes} bytes are taken.`;
const nothingHere = refusalOf("bad-request", "Nothing is served here. The MCP endpoint is /mcp.");

/** A refusal in the SDK's own form, because a client that got past the edge speaks MCP. */
const rpcError = (code: number, message: string, id: string | number | null = null) => ({
  jsonrpc: "2.0",
  error: { code, message },
  id,
});
