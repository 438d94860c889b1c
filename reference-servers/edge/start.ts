/**
 * The embedded edge: an HTTP server that passes a request to its MCP server if the token is valid and layer 1 allows it,
 * under identity headers of its own. It reads no body, and of requests it knows only how many are at each instance.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf, signInHeaderOf } from "@drawbridge/contracts/identity-headers";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { partClient } from "@drawbridge/contracts/registry-api/part-client";
import { currentOf, derivedFrom } from "@drawbridge/contracts/secret";
import { trustAuthorities } from "@drawbridge/hosted/authorities";
import { followSignOuts, registrySignOuts } from "@drawbridge/hosted/followed-sign-outs";
import { keyAgeMetric } from "@drawbridge/hosted/key-age-metric";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener, maxHeaderBytes } from "@drawbridge/hosted/listener";
import { possession } from "@drawbridge/hosted/possession";
import { replayGuard } from "@drawbridge/hosted/replay-guard";
import { defaultPolicyStaleSeconds } from "@drawbridge/hosted/shared-variables";
import { lookupFailed } from "@drawbridge/hosted/token";
import { createTurns } from "@drawbridge/hosted/turns";
import pino from "pino";
import { gate, withoutPolicy } from "./access-check.ts";
import { answer, answerRefused, resourceMetadata } from "./answer.ts";
import { balancer } from "./balancer.ts";
import { followConfiguration } from "./configuration.ts";
import { destinationOf } from "./destination.ts";
import { exchangesUnderWay, onlyListens } from "./exchanges.ts";
import { forwarder, type Handover, hasBody } from "./forward.ts";
import { requestHeaders, sessionHeader } from "./headers.ts";
import { registryLastKeys } from "./last-keys.ts";
import { badRequest, headersTooLarge, notReady, type Refused, signedOutMidway, stopping, tooMany } from "./refusal.ts";
import { readRequestLine } from "./request-line.ts";
import { sessionTags } from "./session-tag.ts";
import { defaultMaxBodyBytes, defaultMaxRequestsPerUser, type EdgeSettings } from "./settings.ts";

/** A server reads twice as much (hosted/http/listener.ts): the rest is for the client's own headers. */
const maxIdentityBytes = maxHeaderBytes / 2;

/** Milliseconds between two questions for sign-outs: how long an ended sign-in may go on. */
const signOutIntervalMs = 2_000;
const registryTimeoutMs = 2_000;

/** Serves `/mcp/<server>` until closed. Without a configuration from the registry it refuses every request (503). */
export async function startEdge(settings: EdgeSettings): Promise<Part> {
  const log = pino({ name: "edge", level: settings.logLevel ?? "info" }, pino.destination(2));
  trustAuthorities(settings.network?.authoritiesFile, log);
  const credential = derivedFrom(settings.rootSecret, (root) => registryCredential(root, "edge"));
  const maxAgeMs = (settings.policyStaleSeconds ?? defaultPolicyStaleSeconds) * 1000;
  const registry = { url: settings.registryUrl, credential };
  const balance = balancer({ log });
  const exchanges = exchangesUnderWay();
  const configuration = followConfiguration(
    {
      ...{ registry, maxAgeMs },
      changed(current) {
        balance.keepOnly(current);
        exchanges.closeServers(current);
      },
    },
    log,
  );
  const client = partClient(registry, registryTimeoutMs);
  const read = registrySignOuts(client, "edge");
  const signOuts = followSignOuts({ read, intervalMs: signOutIntervalMs, maxAgeMs }, log);
  const proof = possession({
    url: settings.url,
    required: settings.requireProof ?? false,
    replays: replayGuard(),
    now: Date.now,
  });
  const {
    judge,
    keyAges,
    close: closeGate,
  } = gate({
    ...{
      configuration,
      canServe: balance.canServe,
      edgeUrl: settings.url,
      possession: proof,
      signOuts,
      lastKeys: registryLastKeys(client),
    },
    introspectionSecret: settings.introspectionSecret,
    groupsSecret: settings.groupsSecret,
    onLookupFailure: (failure) => log.warn(failure, lookupFailed),
  });
  const sessions = sessionTags(settings.rootSecret);
  const { forward, close: closeForwarder } = forwarder();
  const maxRequestsPerUser = settings.maxRequestsPerUser ?? defaultMaxRequestsPerUser;
  const underWay = createTurns<ServerResponse>({
    maxRunning: Number.POSITIVE_INFINITY,
    maxRunningPerUser: maxRequestsPerUser,
    maxWaitingPerUser: 0,
  });
  const maxBodyBytes = settings.maxBodyBytes ?? defaultMaxBodyBytes;

  let state: "serving" | "leaving" | "closing" = "serving";

  const serve = async (from: IncomingMessage, to: ServerResponse): Promise<void> => {
    const refuse = (refused: Refused): void => {
      log.info({ status: refused.status, error: refused.body.error, policy: refused.body.policy }, "refused");
      answerRefused(from, to, refused);
    };
    const { method = "", url = "", headers, rawHeaders } = from;
    const line = { method, target: url, host: headers.host };
    const target = readRequestLine(line, settings.url, settings.network?.allowedHosts);
    const current = signOuts.isCurrent() ? configuration.current() : null;
    switch (target.kind) {
      case "refused":
        return refuse(target.refused);
      case "health":
        return answer(to, 200, { status: "up" });
      case "readiness":
        return answerReadiness(to, current !== null && state === "serving");
      case "metrics":
        return void to
          .writeHead(200, { "content-type": "text/plain; version=0.0.4" })
          .end(keyAgeMetric(keyAges()) + balance.metrics());
      case "metadata":
        return current === null
          ? refuse(withoutPolicy())
          : answer(to, 200, resourceMetadata(settings.url, target.server, current, proof.required));
    }
    const { server, query } = target;
    if (state === "closing") return refuse(stopping);
    if (method !== "POST" && hasBody(from)) return refuse(badRequest(400, "Only a POST may have a body."));
    const judgement = await judge(from, server);
    if (!judgement.passes) return refuse(judgement.refused);
    if (to.destroyed) return;
    const { principal, signIn } = judgement;
    const { user } = principal;
    if (underWay.enter(user, to) === "full") return refuse(tooMany(maxRequestsPerUser));
    const atEnd = [(): void => void underWay.leave(user)];
    to.once("close", () => {
      for (const end of atEnd) end();
    });
    const identity = {
      ...identityHeadersOf(principal),
      ...signInHeaderOf(signIn),
      [identityHeaders.proof]: edgeProof(currentOf(settings.rootSecret), server),
    };
    if (bytesOf(identity) > maxIdentityBytes) return refuse(headersTooLarge(server));
    const destination = destinationOf(from, { server, user }, judgement.targets, sessions);
    if (destination.kind === "none") return refuse(destination.refused);
    const untried = [...destination.targets];
    const handover: Handover = {
      ...{ server, query, maxBodyBytes, unreachable: destination.unreachable },
      next() {
        const attempt = balance.begin(server, untried);
        if (attempt !== null)
          untried.splice(
            untried.findIndex(({ url }) => url === attempt.url),
            1,
          );
        return attempt;
      },
      headers: requestHeaders(rawHeaders, { ...identity, ...destination.headers }),
      answerHeader: (name, value, url) =>
        name === sessionHeader ? sessions.seal(value, url, { server, user }) : value,
    };
    const exchange = forward(from, to, handover, refuse);
    atEnd.push(
      signOuts.watch(signIn, () => exchange.end(signedOutMidway(server))),
      exchanges.add({ server, exchange, onlyListens: onlyListens(from) }),
    );
  };

  const server = httpListener(
    (from, to) => {
      serve(from, to).catch((error: unknown) => {
        log.error({ err: error }, "a request failed inside the edge");
        if (to.headersSent) to.destroy();
        else answerRefused(from, to, notReady("The edge could not serve this request."));
      });
    },
    log,
    settings.network,
  );
  const drainMs = settings.drainSeconds === undefined ? undefined : settings.drainSeconds * 1000;
  const at = { port: settings.port, host: settings.network?.host };
  const listener = await listen(server, at, { drainMs, cut: exchanges.cut });
  log.info({ url: listener.url }, "the edge serves");
  return {
    url: listener.url,
    leave() {
      if (state === "serving") state = "leaving";
      listener.leave();
    },
    async close() {
      state = "closing";
      const closed = listener.close();
      exchanges.finishListening();
      await closed;
      configuration.close();
      void signOuts.close();
      closeForwarder();
      closeGate();
    },
  };
}

const answerReadiness = (to: ServerResponse, ready: boolean): void => answer(to, ready ? 200 : 503, { ready });

const bytesOf = (headers: Readonly<Record<string, string>>): number =>
  Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
