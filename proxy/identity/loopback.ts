/**
 * Sign-in by the browser: authorization code with PKCE, coming back to a port of 127.0.0.1 that is open for this one
 * trip (RFC 8252 §7.3). Nothing but the awaited answer is taken: another path, or another `state`, is turned away and
 * the wait goes on, so that a page that guesses the port can end nothing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { loopbackRedirect } from "@drawbridge/contracts/oauth";
import { type AwaitedGrant, awaitGrant, takeGrant } from "./code-grant.ts";
import { signInTimedOut } from "./errors.ts";
import { type Issuer, issuerFailure } from "./issuer.ts";
import { callbackHeaders, callbackPage } from "./loopback-page.ts";
import type { Tokens } from "./tokens.ts";

/** People look for their second factor; after this long they have gone away. */
export const signInTimeoutMs = 5 * 60_000;

export interface BrowserTrip {
  /** Called once with the address to open. */
  open(url: URL): void;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Runs the trip. Throws `refused`, `timed-out` or `unreachable`; the port is closed whatever happens. */
export function signInByBrowser(issuer: Issuer, trip: BrowserTrip): Promise<Tokens> {
  return during(trip, async (server, redirect, ended) => {
    const grant = await awaitGrant(issuer, redirect);
    const returned = new CallbackRouter(server, redirect, ended).answerTo(grant);
    trip.open(new URL(grant.url));
    return tokensFrom(returned, issuer, grant);
  });
}

async function during<T>(
  trip: BrowserTrip,
  run: (server: Server, redirect: string, ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const server = createServer();
  try {
    const redirect = await listening(server);
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

/** The tokens for the grant's answer. The browser ends at a page that says how it went. */
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

/** Hands each answer to whoever waits for its state, and turns every other request away. */
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

function listening(server: Server): Promise<URL> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, loopbackRedirect.host, () => {
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
