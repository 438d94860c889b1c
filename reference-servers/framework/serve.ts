/** Runs a server definition: its services, its policy, its HTTP routes. Ends it without losing a call. */
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Environment } from "@drawbridge/contracts/identity";
import type { Part } from "@drawbridge/contracts/part";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { partClient, type RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import { acceptedOf, type Secret } from "@drawbridge/contracts/secret";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import { trustAuthorities } from "@drawbridge/hosted/authorities";
import { isEveryAddress, networkOf } from "@drawbridge/hosted/network";
import { secretIn } from "@drawbridge/hosted/secret-in";
import { type Logger, pino } from "pino";
import { approvalsClient } from "./approvals/approvals-client.ts";
import { accountFor } from "./approvals/unaccounted-calls.ts";
import { callShares } from "./calls/call-shares.ts";
import { inFlight } from "./calls/calls-in-flight.ts";
import { heldElsewhere, instanceTag, lookUpMs } from "./calls/held-elsewhere.ts";
import type { RunningServer } from "./calls/running-server.ts";
import { stateSeal } from "./calls/sealed-state.ts";
import type { ServerDefinition } from "./define-server.ts";
import { admit } from "./http/admission.ts";
import { httpRoutes } from "./http/routes.ts";
import { bind } from "./http/socket.ts";
import { manifestOf } from "./manifest.ts";
import { type ChangeStreamLimits, changeStreams } from "./mcp/change-streams.ts";
import { type Protocol, protocol } from "./mcp/protocol.ts";
import { listedTool } from "./mcp/tool-list.ts";
import type { Peers } from "./peers.ts";
import type { PolicySource } from "./policy/policy-source.ts";
import { registryPolicy } from "./policy/registry-policy.ts";
import { type FrameworkSettings, readPeers, readSettings } from "./settings.ts";
import type { ResultCaps } from "./size-guard.ts";
import { type CountCall, callTelemetry } from "./telemetry/call-telemetry.ts";
import { type Metrics, openMetrics } from "./telemetry/metrics.ts";
import { openTraces } from "./telemetry/traces.ts";
import { setAside } from "./usage/dead-letters.ts";
import { openOutbox } from "./usage/outbox.ts";
import { reportUsage } from "./usage/report.ts";

export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Base URL at which the edge and the registry reach the server; where it listens, if it is left out. */
  readonly url?: string | undefined;
  readonly registry: RegistryAccess;
  /** The secret that the edge shows to this server (see part-secret.ts). */
  readonly edgeProof: Secret;
  /** The environment: the framework's settings, and the server's own. */
  readonly settings: NodeJS.ProcessEnv;
}

const unannounceable =
  "DRAWBRIDGE_SERVER_URL is not set, so this server announces an address that only its own machine reaches; set it to the one by which the edge and the registry reach this server";

/** Serves `definition` under the registry's policy until closed. Resolves once it listens; /readyz says when it serves. */
export const serve = <Services>(definition: ServerDefinition<Services>, options: ServeOptions): Promise<Part> =>
  start(definition, { ...options, policySource: followingRegistry(definition, options) });

/**
 * The policy source of a deployed server: it announces the server to the registry, and follows the policy that the
 * registry returns.
 */
export function followingRegistry<Services>(
  definition: ServerDefinition<Services>,
  { registry, settings, url: ownUrl }: ServeOptions,
): StartOptions<Services>["policySource"] {
  const { DRAWBRIDGE_POLICY_REFRESH_SECONDS, DRAWBRIDGE_POLICY_STALE_SECONDS, DRAWBRIDGE_LEASE_SECONDS } =
    readSettings(settings);
  return ({ url, instance, environment, groups, log }) =>
    registryPolicy({
      registry,
      name: definition.name,
      instance,
      leaseMs: DRAWBRIDGE_LEASE_SECONDS * 1000,
      announcement: async () => ({
        manifest: manifestOf(definition, environment, await groups()),
        listed: definition.tools.map(listedTool),
        url: `${ownUrl ?? url}/mcp`,
      }),
      refreshMs: DRAWBRIDGE_POLICY_REFRESH_SECONDS * 1000,
      staleMs: DRAWBRIDGE_POLICY_STALE_SECONDS * 1000,
      log,
    });
}

export interface PolicySourcePlace {
  readonly url: string;
  /** The random name of this process. */
  readonly instance: string;
  readonly environment: Environment;
  /** The groups that the tools decide by; null where the definition does not say. */
  groups(): Promise<readonly string[] | null>;
  readonly log: Logger;
}

export interface StartOptions<Services> extends Pick<ServeOptions, "port" | "url" | "edgeProof" | "settings"> {
  /** The registry to ask for approvals; left out, a call that needs one is refused. */
  readonly registry?: RegistryAccess;
  /** Opens the policy source, once the server's address is known. */
  policySource(at: PolicySourcePlace): PolicySource;
  /** MCP in a form other than the framework's own: the conformance suite's fixtures need it. */
  readonly protocol?: (server: RunningServer<Services>) => Protocol;
}

/**
 * Does what `serve` does, with a policy source of the caller's choice. Closing drains: calls under way may end, new ones
 * are refused.
 */
export async function start<Services>(
  definition: ServerDefinition<Services>,
  options: StartOptions<Services>,
): Promise<Part> {
  if (acceptedOf(options.edgeProof).includes(""))
    throw new TypeError("a server needs its edge's proof, because otherwise any program could pretend to be the edge");
  const settings = readSettings(options.settings);
  const environment = settings.DRAWBRIDGE_ENVIRONMENT ?? definition.environment;
  const log = pino({ name: definition.name, level: settings.DRAWBRIDGE_LOG_LEVEL }, pino.destination(2));
  const network = networkOf(settings);
  trustAuthorities(network.authoritiesFile, log);
  const traces = await openTraces(settings.OTEL_EXPORTER_OTLP_ENDPOINT);
  const { registry } = options;
  const instance = randomBytes(15).toString("base64url");
  const services = await definition.open(options.settings, log, { instanceTag: instanceTag(instance) });
  const metrics = openMetrics();
  const usage = registry === undefined ? null : await countUsage(definition, registry, settings, metrics, log);
  const socket = await bind({ port: options.port, baseUrl: options.url, ...network }, log).catch(
    async (error: unknown) => {
      await usage?.close();
      await definition.close(services);
      throw error;
    },
  );
  const policies = options.policySource({
    url: socket.url,
    instance,
    environment,
    groups: async () => (await definition.groups?.(services)) ?? null,
    log,
  });
  if (options.url === undefined && isEveryAddress(settings.HOST)) log.warn({ announced: socket.url }, unannounceable);
  const calls = inFlight();
  const approvals =
    registry === undefined ? null : approvalsClient({ ...registry, server: definition.name, instance }, log);
  const server: RunningServer<Services> = {
    definition,
    services,
    environment,
    policies,
    approvals,
    seal: stateSeal(registry?.credential ?? randomUUID(), definition.name),
    caps: resultCaps(settings),
    inFlight: calls,
    shares: callShares(settings.DRAWBRIDGE_MAX_CALLS_PER_USER, definition.shares),
    telemetry: callTelemetry(definition.name, log, metrics.meter, traces.tracer, usage?.count),
    log,
  };

  const accounting = approvals === null ? null : accountFor(approvals, definition.tools, services, log);
  const gate = { server: definition.name, environment, edgeProof: options.edgeProof };
  const isSignedOut = (signIn: SignIn): boolean => policies.isSignedOut?.(signIn) ?? false;
  let leaving = false;
  const stopping = new AbortController();
  let closing: Promise<void> | undefined;
  const face = httpRoutes({
    admit: (headers) => admit(headers, { ...gate, policy: policies.current(), isSignedOut }),
    protocol: (options.protocol ?? protocol)(server),
    streams: changeStreams(definition.name, streamLimits(settings), metrics.meter, log),
    elsewhere:
      registry === undefined
        ? null
        : heldElsewhere(partClient(registry, lookUpMs), { name: definition.name, instance }, definition.tools),
    ready: async () => {
      if (leaving) throw new Error("the server is stopping");
      if (policies.current() === null) throw new Error("there is no access policy yet");
      await definition.ready(services);
    },
    metrics: metrics.text,
    peers: definition.peers && {
      credentials: peerCredentials(options.settings, settings),
      routes: definition.peers(services),
    },
    stopping: stopping.signal,
    allowedHosts: [new URL(options.url ?? socket.url).hostname, ...settings.DRAWBRIDGE_ALLOWED_HOSTS],
    maxBodyBytes: settings.DRAWBRIDGE_MAX_BODY_BYTES,
    log,
  });
  policies.onChange(face.toolsChanged);
  socket.serve(face.fetch);
  log.info({ url: socket.url, environment }, "serving");

  const leave = (): void => {
    if (leaving) return;
    leaving = true;
    socket.leave();
    void policies.drain?.();
  };
  const drainMs = drainMsOf(definition, settings);
  const close = async (): Promise<void> => {
    leave();
    socket.refuseNew();
    stopping.abort();
    await accounting?.close();
    await calls.drain(drainMs);
    await approvals?.close();
    await usage?.close();
    await face.close();
    await socket.close();
    await policies.close();
    await definition.close(services);
    await Promise.allSettled([metrics.close(), traces.close()]);
    log.info("stopped");
  };
  return { url: socket.url, leave, close: () => (closing ??= close()) };
}

/** As long as the tool that may run longest, where the operator set nothing. */
const drainMsOf = <Services>({ tools }: ServerDefinition<Services>, settings: FrameworkSettings): number =>
  settings.DRAWBRIDGE_DRAIN_SECONDS === undefined
    ? Math.max(0, ...tools.map(({ timeoutMs }) => timeoutMs))
    : settings.DRAWBRIDGE_DRAIN_SECONDS * 1000;

/** The credentials of other servers, as they are now. */
function peerCredentials(environment: NodeJS.ProcessEnv, settings: FrameworkSettings): Peers["credentials"] {
  const asText = (peers: ReadonlyMap<string, string>): string => [...peers].map((peer) => peer.join("=")).join(",");
  const current = asText(settings[partSecretVariables.peers]);
  const peers = secretIn(environment, partSecretVariables.peers, current, 0);
  return () => acceptedOf(peers).flatMap((text) => [...(readPeers(text) ?? [])]);
}

/** Reports every call that has ended to the registry. */
async function countUsage<Services>(
  { name, tools }: ServerDefinition<Services>,
  registry: RegistryAccess,
  settings: FrameworkSettings,
  { meter }: Metrics,
  log: Logger,
): Promise<{ count: CountCall; close(): Promise<void> }> {
  const saves = new Map(tools.map((tool) => [tool.name, tool.minutesSaved]));
  const folder = settings.DRAWBRIDGE_OUTBOX_FOLDER;
  const inFolder = (file: string): string | null => (folder === undefined ? null : join(folder, file));
  const uncounted = meter.createCounter("drawbridge_usage_set_aside", {
    description: "Calls that usage does not count, because the registry cannot keep them.",
  });
  const outbox = await openOutbox({
    file: inFolder(`${name}-usage.jsonl`),
    setAside: setAside({
      file: inFolder(`${name}-usage-set-aside.jsonl`),
      count: (rows) => uncounted.add(rows, { server: name }),
      log,
    }),
    send: (calls) => reportUsage(registry, name, calls),
    everyMs: settings.DRAWBRIDGE_USAGE_SECONDS * 1000,
    log,
  });
  return {
    count: (call) => outbox.add({ ...call, minutesSaved: call.end === "ok" ? (saves.get(call.tool) ?? 0) : 0 }),
    close: outbox.close,
  };
}

const streamLimits = (settings: FrameworkSettings): ChangeStreamLimits => ({
  max: settings.DRAWBRIDGE_MAX_SUBSCRIPTIONS,
  maxPerUser: settings.DRAWBRIDGE_MAX_SUBSCRIPTIONS_PER_USER,
});

const resultCaps = (settings: FrameworkSettings): ResultCaps => ({
  rows: settings.DRAWBRIDGE_MAX_RESULT_ROWS,
  characters: settings.DRAWBRIDGE_MAX_RESULT_CHARACTERS,
  tokens: settings.DRAWBRIDGE_MAX_RESULT_TOKENS,
});
