/**
 * Sign-in by the browser: authorization code with PKCE. The answer comes back to a port of 127.0.0.1 that is open only
 * for this trip (RFC 8252 §7.3): any free port, or the one that the provider demands. Only the expected answer is taken. A request with another path or another `state` is
 * refused and the wait continues, so a page that guesses the port cannot end the sign-in.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { loopbackRedirect } from "@drawbridge/contracts/oauth";
import { listenerAt } from "../network/port-listener.ts";
import { type AwaitedGrant, awaitGrant, takeGrant } from "./code-grant.ts";
import { portInUse, signInTimedOut } from "./errors.ts";
import { type Issuer, issuerFailure } from "./issuer.ts";
import { callbackHeaders, callbackPage } from "./loopback-page.ts";
import type { Tokens } from "./tokens.ts";

/** People may first look for their second factor. After this time we assume that they have gone away. */
export const signInTimeoutMs = 5 * 60_000;

/** A person who types a password needs about this long. A provider's error page never comes back here. */
const quietMs = 20_000;

export interface BrowserTrip {
  /** Called once, with the address to open. */
  open(url: URL): void;
  /** The one port that the provider lets the browser come back to; null for any. Left out, the registry says it. */
  readonly port?: number | null;
  /** Called once if the browser has not come back to `redirect` after `quietMs`: it may show an error page. */
  quiet?(redirect: string): void;
  readonly quietMs?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs the trip. Throws `refused`, `resource-refused`, `port-in-use`, `timed-out` or `unreachable`. The port is always
 * closed afterwards.
 */
export function signInByBrowser(issuer: Issuer, trip: BrowserTrip): Promise<Tokens> {
  return during({ port: issuer.provider.loopbackPort, ...trip }, async (server, redirect, ended) => {
    const grant = await awaitGrant(issuer, redirect);
    const returned = new CallbackRouter(server, redirect, ended).answerTo(grant);
    trip.open(new URL(grant.url));
    const quiet = setTimeout(() => trip.quiet?.(redirect), trip.quietMs ?? quietMs);
    return tokensFrom(
      returned.finally(() => clearTimeout(quiet)),
      issuer,
      grant,
    );
  });
}

async function during<T>(
  trip: BrowserTrip,
  run: (server: Server, redirect: string, ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const server = createServer();
  try {
    const redirect = await listening(server, trip.port ?? 0);
    const timeout = AbortSignal.timeout(trip.timeoutMs ?? signInTimeoutMs);
    return await run(
      server,
      redirect.href,
      trip.signal === undefined ? timeout : AbortSignal.any([timeout, trip.signal]),
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** The tokens for the grant's answer. The browser then shows a page with the result. */
async function tokensFrom(returned: Promise<Returned>, issuer: Issuer, grant: AwaitedGrant): Promise<Tokens> {
  const { url, response } = await returned;
  try {
    const tokens = await takeGrant(issuer, grant, url.searchParams);
    await send(response, 200, "You are signed in", "Drawbridge has your session. You can close this page.");
    return tokens;
  } catch (error) {
    const failure = issuerFailure(issuer.url, error);
    await send(response, 400, "The sign-in did not work", failure.message);
    throw failure;
  }
}

interface Returned {
  readonly url: URL;
  readonly response: ServerResponse;
}

/** Gives each answer to the grant with its `state`, and refuses every other request. */
class CallbackRouter {
  readonly #awaited = new Map<string, (returned: Returned) => void>();
  readonly #ended: AbortSignal;

  constructor(server: Server, redirect: string, ended: AbortSignal) {
    this.#ended = ended;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? "/", redirect);
      const state = url.searchParams.get("state") ?? "";
      const take = request.method === "GET" && url.pathname === loopbackRedirect.path ? this.#awaited.get(state) : null;
      if (take) {
        this.#awaited.delete(state);
        take({ url, response });
      } else {
        void send(response, 404, "Nothing here", "This page waits for a sign-in that was started elsewhere.");
      }
    });
  }

  answerTo({ state }: AwaitedGrant): Promise<Returned> {
    const returned = new Promise<Returned>((done, failed) => {
      this.#awaited.set(state, done);
      if (this.#ended.aborted) failed(signInTimedOut());
      this.#ended.addEventListener("abort", () => failed(signInTimedOut()), { once: true });
    });
    return returned;
  }
}

function listening(server: Server, port: number): Promise<URL> {
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      failed(error.code === "EADDRINUSE" ? portInUse(port, listenerAt(port)) : error),
    );
    server.listen(port, loopbackRedirect.host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") failed(new Error("The system gave no port."));
      else done(new URL(`http://${loopbackRedirect.host}:${address.port}${loopbackRedirect.path}`));
    });
  });
}

function send(response: ServerResponse, status: number, title: string, text: string): Promise<void> {
  return new Promise((done) => {
    response.once("close", done);
    response.writeHead(status, { ...callbackHeaders }).end(callbackPage(title, text));
  });
}
