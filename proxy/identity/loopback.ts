/**
 * Sign-in by the browser: authorization code with PKCE, coming back to a port of 127.0.0.1 that is open for this one
 * trip (RFC 8252 §7.3). Nothing but the awaited answer is taken: another path, or another `state`, is turned away and
 * the wait goes on, so that a page that guesses the port can end nothing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { loopbackRedirect } from "@drawbridge/contracts/oauth";
import * as client from "openid-client";
import { SignInError, signInTimedOut } from "./errors.ts";
import { type Issuer, issuerFailure, scope } from "./issuer.ts";
import { callbackHeaders, callbackPage } from "./loopback-page.ts";
import { type Tokens, tokensOf } from "./tokens.ts";

/** People look for their second factor; after this long they have gone away. */
const patienceMs = 5 * 60_000;

export interface BrowserTrip {
  /** Called once with the address to open. */
  open(url: URL): void;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
}

/** Runs the trip. Throws `refused`, `timed-out` or `unreachable`; the port is closed whatever happens. */
export async function signInByBrowser(issuer: Issuer, trip: BrowserTrip): Promise<Tokens> {
  const server = createServer();
  try {
    const redirect = await listening(server);
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const authorization = client.buildAuthorizationUrl(issuer.config, {
      redirect_uri: redirect.href,
      scope,
      resource: issuer.resource,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
    });
    const patience = AbortSignal.timeout(trip.patienceMs ?? patienceMs);
    const ended = trip.signal === undefined ? patience : AbortSignal.any([patience, trip.signal]);
    const returned = answerTo(server, redirect, state, ended);
    trip.open(authorization);
    const { url, response } = await returned;
    try {
      const granted = await client.authorizationCodeGrant(
        issuer.config,
        url,
        { pkceCodeVerifier: verifier, expectedState: state },
        { resource: issuer.resource },
      );
      const tokens = tokensOf(granted, Date.now(), issuer.url);
      await send(response, 200, "You are signed in", "Drawbridge has your session. You can close this page.");
      return tokens;
    } catch (error) {
      const failure = error instanceof SignInError ? error : issuerFailure(issuer.url, error);
      await send(response, 400, "The sign-in did not work", failure.message);
      throw failure;
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

interface Returned {
  readonly url: URL;
  readonly response: ServerResponse;
}

function answerTo(server: Server, redirect: URL, state: string, ended: AbortSignal): Promise<Returned> {
  return new Promise((done, failed) => {
    ended.addEventListener("abort", () => failed(signInTimedOut()), { once: true });
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? "/", redirect);
      if (request.method === "GET" && url.pathname === redirect.pathname && url.searchParams.get("state") === state) {
        done({ url, response });
      } else {
        void send(response, 404, "Nothing here", "This page waits for a sign-in that was started elsewhere.");
      }
    });
  });
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
