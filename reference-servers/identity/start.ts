/**
 * The development identity provider as a part of the stack. Except for probes, it answers only requests that name its
 * issuer's host, so that a web page cannot reach it through another name (DNS rebinding).
 */
import type { RequestListener, ServerResponse } from "node:http";
import type { Part } from "@drawbridge/contracts/part";
import { trustAuthorities } from "@drawbridge/hosted/authorities";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener } from "@drawbridge/hosted/listener";
import type Provider from "oidc-provider";
import { type Logger, pino } from "pino";
import { newKeyRing, rotated } from "./key-ring.ts";
import { memoryStore } from "./memory-store.ts";
import { openPostgresStore } from "./postgres-store.ts";
import { makeProvider } from "./provider.ts";
import type { IdentitySettings } from "./settings.ts";
import { answerSignIn, signInPath } from "./sign-in-page.ts";

export interface IdentityPart extends Part {
  /** Signs with a new key from now on; the earlier keys stay published. */
  rotateKeys(): Promise<void>;
  /** Lifetime of access tokens that are issued from now on. */
  setAccessTokenSeconds(seconds: number): void;
}

/** Starts the provider. Throws an Error if its port is in use or its database is unreachable. */
export async function startIdentity(settings: IdentitySettings): Promise<IdentityPart> {
  const log = pino({ name: "identity", level: settings.logLevel }, pino.destination(2));
  trustAuthorities(settings.network?.authoritiesFile, log);
  const store = settings.databaseUrl === undefined ? memoryStore() : await openPostgresStore(settings.databaseUrl, log);
  let { accessTokenSeconds } = settings;
  const { approver = null, requirePushedRequests = false } = settings;
  let keyRing = await store.loadKeyRing(await newKeyRing());

  let answer: RequestListener = (_, res) => res.writeHead(503, { "retry-after": "1" }).end();
  const served = await listen(
    httpListener((req, res) => answer(req, res), log, settings.network),
    { port: settings.port, host: settings.network?.host },
  ).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const issuer = settings.issuer ?? served.url;
  let leaving = false;
  const listener = (): RequestListener =>
    answering(
      makeProvider({ issuer, accessTokenSeconds, requirePushedRequests, approver, store, keyRing, log }),
      () => !leaving,
      log,
    );
  answer = listener();
  log.info({ issuer }, "ready");

  let closing: Promise<void> | undefined;
  return {
    url: served.url,
    leave() {
      leaving = true;
      served.leave();
    },
    rotateKeys: async () => {
      keyRing = await rotated(keyRing);
      await store.saveKeyRing(keyRing);
      answer = listener();
    },
    setAccessTokenSeconds: (seconds) => {
      accessTokenSeconds = seconds;
      answer = listener();
    },
    close: () => {
      closing ??= served.close().then(() => store.close());
      return closing;
    },
  };
}

const answerProbe = (res: ServerResponse, status: number, body: object): void =>
  void res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

function answering(provider: Provider, isReady: () => boolean, log: Logger): RequestListener {
  const { host } = new URL(provider.issuer);
  const answer = provider.callback();
  return (req, res) => {
    if (req.method === "GET" && req.url === "/healthz") {
      answerProbe(res, 200, { status: "up" });
    } else if (req.method === "GET" && req.url === "/readyz") {
      answerProbe(res, isReady() ? 200 : 503, { ready: isReady() });
    } else if (req.headers.host !== host) {
      res
        .writeHead(421, { "content-type": "text/plain" })
        .end(`This identity provider answers only at ${provider.issuer}.\n`);
    } else if (req.url?.startsWith(signInPath)) {
      answerSignIn(provider, req, res).catch((error: Error) => {
        log.error({ error: error.name }, "a sign-in page failed");
        res.destroy();
      });
    } else {
      void answer(req, res);
    }
  };
}
