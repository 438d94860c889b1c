/**
 * The embedded edge: an HTTP server that passes a request to its MCP server if the token is valid and layer 1 allows it,
 * under identity headers of its own. Of bodies it reads the called tool and lists of tools, where a version of the server was approved.
 */
import type { Part } from "@drawbridge/contracts/part";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { partClient } from "@drawbridge/contracts/registry-api/part-client";
import { derivedFrom } from "@drawbridge/contracts/secret";
import { trustAuthorities } from "@drawbridge/hosted/authorities";
import { followSignOuts, registrySignOuts } from "@drawbridge/hosted/followed-sign-outs";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener } from "@drawbridge/hosted/listener";
import { possession } from "@drawbridge/hosted/possession";
import { replayGuard } from "@drawbridge/hosted/replay-guard";
import { defaultPolicyStaleSeconds } from "@drawbridge/hosted/shared-variables";
import { lookupFailed } from "@drawbridge/hosted/token";
import pino, { type Logger } from "pino";
import { gate } from "./access-check.ts";
import { balancer } from "./balancer.ts";
import { followConfiguration } from "./configuration.ts";
import { exchangesUnderWay } from "./exchanges.ts";
import { forwarder } from "./forward.ts";
import { type HandlingParts, requestHandler } from "./handling.ts";
import { registryLastKeys } from "./last-keys.ts";
import type { EdgeSettings } from "./settings.ts";

/** Milliseconds between two questions for sign-outs: how long an ended sign-in may go on. */
const signOutIntervalMs = 2_000;
const registryTimeoutMs = 2_000;

/** Serves `/mcp/<server>` until closed. Without a configuration from the registry it refuses every request (503). */
export async function startEdge(settings: EdgeSettings): Promise<Part> {
  const log = pino({ name: "edge", level: settings.logLevel ?? "info" }, pino.destination(2));
  trustAuthorities(settings.network?.authoritiesFile, log);
  const balance = balancer({ log });
  const exchanges = exchangesUnderWay();
  const changed = (current: EdgeConfiguration): void => {
    balance.keepOnly(current);
    exchanges.closeServers(current);
  };
  const { client, configuration, signOuts } = followRegistry(settings, changed, log);
  const proof = possession({
    url: settings.url,
    required: settings.requireProof ?? false,
    replays: replayGuard(),
    now: Date.now,
  });
  const access = gate({
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
  const { forward, close: closeForwarder } = forwarder();
  let state: ReturnType<HandlingParts["state"]> = "serving";
  const handle = requestHandler(settings, {
    ...{ balance, exchanges, signOuts, forward, log, gate: access, proofRequired: proof.required },
    current: () => (signOuts.isCurrent() ? configuration.current() : null),
    state: () => state,
  });
  const server = httpListener(handle, log, settings.network);
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
      access.close();
    },
  };
}

/** What the edge has from the registry, and follows: its configuration, and who was signed out. */
function followRegistry(settings: EdgeSettings, changed: (current: EdgeConfiguration) => void, log: Logger) {
  const credential = derivedFrom(settings.rootSecret, (root) => registryCredential(root, "edge"));
  const maxAgeMs = (settings.policyStaleSeconds ?? defaultPolicyStaleSeconds) * 1000;
  const registry = { url: settings.registryUrl, credential };
  const client = partClient(registry, registryTimeoutMs);
  const read = registrySignOuts(client, "edge");
  return {
    client,
    configuration: followConfiguration({ registry, maxAgeMs, changed }, log),
    signOuts: followSignOuts({ read, intervalMs: signOutIntervalMs, maxAgeMs }, log),
  };
}
