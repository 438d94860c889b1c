/** Builds one user's broker from its parts. Each part is explained in its own file. */
import { ApprovalWaiter } from "../approvals/approval-waiter.ts";
import { RegistryReads } from "../approvals/registry-reads.ts";
import type { Session } from "../contracts/session.ts";
import type { Home } from "../files/home.ts";
import { version } from "../kernel/version.ts";
import type { FactsTimeouts } from "../mcp/host/startup-budget.ts";
import { type Fetch, fetchOver } from "../network/fetch.ts";
import { HttpChannel } from "../network/http-channel.ts";
import { Network } from "../network/network.ts";
import { networkOf } from "../network/settings.ts";
import { Bridges } from "./bridges.ts";
import { CallLog } from "./call-log.ts";
import { CatalogueSource } from "./catalogue.ts";
import { CatalogueFile } from "./catalogue-file.ts";
import { followChanges, pollCatalogue } from "./changes.ts";
import { controlHandlers } from "./control-handlers.ts";
import { ControlServer } from "./control-server.ts";
import { EarlyVisitors } from "./early-visitors.ts";
import { Windows } from "./editor-windows.ts";
import { claimEndpoint, type Endpoint } from "./endpoint.ts";
import { frontDoor } from "./front-door.ts";
import { ownKey, prepareHome } from "./home-folder.ts";
import { Lifecycle } from "./lifecycle.ts";
import { statusOf } from "./status.ts";

export interface BrokerSettings {
  /** How long (ms) the broker stays without a bridge and a control client before it ends. */
  readonly idleMs: number;
  /** Longest silence (ms) of an upstream in one call. */
  readonly silenceTimeoutMs: number;
  /** How long (ms) a call that certainly did not run is tried again. */
  readonly retryTimeoutMs?: number | undefined;
  readonly factsTimeouts: FactsTimeouts;
}

export interface Broker {
  /** Resolves when the broker has ended, by itself or by `close`. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Opens the user's sign-in. `alone` says whether this broker still holds the endpoint. */
export type OpenSession = (parts: { fetch: Fetch; alone(): boolean }) => Promise<Session>;

/** Starts the broker of `home`; null if one runs already. Throws ProxyError if the home cannot be used. */
export async function startBroker(
  home: Home,
  settings: BrokerSettings,
  openSession: OpenSession,
): Promise<Broker | null> {
  prepareHome(home);
  const key = ownKey(home);
  const visitors = new EarlyVisitors<RunningBroker>();
  const server = frontDoor({
    key,
    // A broker that is still starting has no calls to lose. It gives way a moment later, when it is ready.
    giveWay: (version) => visitors.ready?.lifecycle.giveWay(version) ?? null,
    bridge: (hello, socket, rest) => visitors.admit(({ bridges }) => bridges.admit(hello, socket, rest)),
    http: (socket) => visitors.admit(({ control }) => control.accept(socket)),
  });
  const endpoint = await claimEndpoint(server, home.endpoint);
  if (endpoint === null) {
    server.close();
    return null;
  }
  const stopListening = () => new Promise<void>((done) => server.close(() => done()));
  const broker = await runningBroker({ home, key, settings, endpoint, stopListening }, openSession);
  visitors.open(broker);
  return broker.lifecycle;
}

interface StartedParts {
  readonly home: Home;
  readonly key: string;
  readonly settings: BrokerSettings;
  readonly endpoint: Endpoint;
  stopListening(): Promise<void>;
}

interface RunningBroker {
  readonly lifecycle: Lifecycle;
  readonly bridges: Bridges;
  readonly control: ControlServer;
}

async function runningBroker(
  { home, key, settings, endpoint, stopListening }: StartedParts,
  openSession: OpenSession,
): Promise<RunningBroker> {
  const startedAt = new Date().toISOString();
  const log = new CallLog(home.brokerLog);
  const catalogueFile = await CatalogueFile.open(home.catalogueFile, (message) => log.note(message));
  const network = new Network(await networkOf(home, process.env));
  const channel = new HttpChannel(network);
  const fetch = fetchOver(channel);
  const session = await openSession({ fetch, alone: () => endpoint.held() });
  const catalogue = new CatalogueSource(session, catalogueFile, fetch, (message) => log.note(message));
  const reads = new RegistryReads(session, channel);
  const approvals = new ApprovalWaiter(reads, (changed, scopes) =>
    control.announce({ event: "approvals", changed, scopes }),
  );
  const windows = new Windows((wanted) => approvals.follow(wanted));
  const { silenceTimeoutMs, retryTimeoutMs, factsTimeouts, idleMs } = settings;
  const bridges = new Bridges({
    ...{
      home,
      session,
      channel,
      catalogue,
      catalogueFile,
      approvals,
      log,
      silenceTimeoutMs,
      retryTimeoutMs,
      factsTimeouts,
    },
    callEnded: (call) => control.announce({ event: "call", call }),
    left: () => lifecycle.touch(),
  });
  const status = () => statusOf(session, { startedAt, online: catalogue.online, bridges });
  const handlers = controlHandlers({
    ...{ session, catalogue, catalogueFile, approvals, windows, reads, log, status },
    readNetwork: async () => network.change(await networkOf(home, process.env)),
    close: () => void lifecycle.close(),
  });
  const control: ControlServer = new ControlServer({
    ...{ key, handlers },
    giveWay: (version) => lifecycle.giveWay(version),
    left: (client) => windows.left(client),
  });
  const lifecycle = new Lifecycle({
    ...{ home, idleMs, endpoint, bridges, log, stopListening },
    controlClients: () => control.clients,
    endWork: async () => {
      catalogue.close();
      approvals.close();
      await session.close();
      await catalogueFile.close();
    },
    endConnections: () => channel.close(),
    endControl: () => control.close(),
  });
  followChanges({
    ...{ session, catalogue, catalogueFile, approvals, bridges, status },
    announce: (event) => control.announce(event),
    closeIdleConnections: () => channel.closeIdle(),
  });
  log.note(`broker ${version} (pid ${process.pid}) started`);
  pollCatalogue(session, catalogue, () => lifecycle.isUsed);
  return { lifecycle, bridges, control };
}
