/** One user's broker: its sign-in, its catalogue, its bridges and its control channel, until nobody needs it. */
import type { Socket } from "node:net";
import { ApprovalRouting, closedRouting } from "../approvals/approval-routing.ts";
import { ApprovalWaiter } from "../approvals/approval-waiter.ts";
import { patienceFor, readWishes } from "../approvals/patience.ts";
import { RegistryReads } from "../approvals/registry-reads.ts";
import type { BridgeHello } from "../contracts/bridge.ts";
import type { BrokerStatus } from "../contracts/control.ts";
import { moveOnLine } from "../contracts/move-on.ts";
import type { Session } from "../contracts/session.ts";
import type { Home } from "../files/home.ts";
import { version } from "../kernel/version.ts";
import { isNewer } from "../kernel/version-order.ts";
import { HostConnection } from "../mcp/host/host-connection.ts";
import { LineReader } from "../mcp/host/line-reader.ts";
import { ServerFactsCache } from "../mcp/upstream/server-facts.ts";
import { workspaceOf } from "../mcp/upstream/workspace.ts";
import { type Fetch, fetchOver } from "../network/fetch.ts";
import { HttpChannel } from "../network/http-channel.ts";
import { Network } from "../network/network.ts";
import { networkOf } from "../network/settings.ts";
import { CallLog } from "./call-log.ts";
import { CatalogueSource } from "./catalogue.ts";
import { CatalogueFile } from "./catalogue-file.ts";
import { ControlServer } from "./control-server.ts";
import { claimEndpoint, type Endpoint } from "./endpoint.ts";
import { tryConnect } from "./ensure.ts";
import { directEntry, registryEntry } from "./entries.ts";
import { endedCall, toolInputsOf } from "./facts.ts";
import { frontDoor } from "./front-door.ts";
import { ownKey, prepareHome } from "./home-folder.ts";
import type { LogLine } from "./log-line.ts";

export interface BrokerSettings {
  /** Milliseconds without a bridge and a control client after which the broker ends. */
  readonly idleMs: number;
  /** Longest silence (ms) of an upstream in one call. */
  readonly silenceTimeoutMs: number;
}

export interface Broker {
  /** Resolves when the broker has ended: by itself, or by `close`. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** How often (ms) the broker looks whether it is still needed, and still found. */
const watchInterval = 5_000;
/** How long (ms) a broker that ends lets its bridges' calls finish. */
const drainPatience = 5_000;
/** How long (ms) a later version may take to start before this one's bridges are sent on all the same. */
const successorPatience = 10_000;
/** How many calls a control client is told that asks. */
const shownCalls = 200;
/** How long (ms) a call of before may run on at a broker that gave way. */
const longestCall = 60 * 60_000;

/** Starts the broker of `home`; null where one runs already. Throws ProxyError where the home cannot be used. */
export async function startBroker(
  home: Home,
  settings: BrokerSettings,
  openSession: (parts: { fetch: Fetch; alone(): boolean }) => Promise<Session>,
): Promise<Broker | null> {
  prepareHome(home);
  const key = ownKey(home);
  const running: { broker: RunningBroker | null; early: (() => void)[] } = { broker: null, early: [] };
  const soon = (visit: (broker: RunningBroker) => void) => {
    if (running.broker) visit(running.broker);
    else running.early.push(() => running.broker && visit(running.broker));
  };
  const server = frontDoor({
    key,
    // One that is just starting has no calls to lose, and gives way a moment later.
    giveWay: (version) => running.broker?.giveWay(version) ?? null,
    bridge: (hello, socket, rest) => soon((broker) => broker.bridge(hello, socket, rest)),
    http: (socket) => soon((broker) => broker.control.accept(socket)),
  });
  const endpoint = await claimEndpoint(server, home.endpoint);
  if (endpoint === null) {
    server.close();
    return null;
  }
  const log = new CallLog(home.brokerLog);
  const catalogueFile = await CatalogueFile.open(home.catalogueFile, (message) => log.note(message));
  const network = new Network(await networkOf(home, process.env));
  const channel = new HttpChannel(network);
  const fetch = fetchOver(channel);
  const session = await openSession({ fetch, alone: () => endpoint.held() });
  const stop = () => new Promise<void>((done) => server.close(() => done()));
  running.broker = new RunningBroker({
    home,
    key,
    settings,
    endpoint,
    session,
    catalogueFile,
    log,
    network,
    channel,
    fetch,
    stop,
  });
  for (const visit of running.early) visit();
  return running.broker;
}

interface RunningParts {
  readonly home: Home;
  readonly key: string;
  readonly settings: BrokerSettings;
  readonly endpoint: Endpoint;
  readonly session: Session;
  readonly catalogueFile: CatalogueFile;
  readonly log: CallLog;
  readonly network: Network;
  readonly channel: HttpChannel;
  readonly fetch: Fetch;
  stop(): Promise<void>;
}

class RunningBroker implements Broker {
  readonly control: ControlServer;
  readonly ended: Promise<void>;
  readonly #parts: RunningParts;
  readonly #catalogue: CatalogueSource;
  readonly #approvals: ApprovalWaiter;
  readonly #bridges = new Map<HostConnection, Socket>();
  readonly #direct = new Map<string, ServerFactsCache>();
  readonly #startedAt = new Date().toISOString();
  readonly #timer: NodeJS.Timeout;
  #end: () => void = () => {};
  #closing: Promise<void> | null = null;
  #free: () => void = () => {};
  /** Resolves when the endpoint's name is another's to take. */
  readonly #freed = new Promise<void>((resolve) => {
    this.#free = resolve;
  });
  #idleSince = Date.now();

  constructor(parts: RunningParts) {
    this.#parts = parts;
    const { session, catalogueFile, log } = parts;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#catalogue = new CatalogueSource(session, catalogueFile, parts.fetch);
    const reads = new RegistryReads(session, parts.channel);
    this.#approvals = new ApprovalWaiter(reads, (changed, scopes) =>
      this.control.announce({ event: "approvals", changed, scopes }),
    );
    this.control = new ControlServer(parts.key, {
      status: () => this.#status(),
      servers: async () => {
        await this.#catalogue.refresh();
        return this.#catalogue.current;
      },
      approvals: () => this.#approvals.list(),
      audit: (after) => reads.audit(after),
      auditedRows: (after) => reads.auditedRows(after),
      calls: async () =>
        (await log.lines())
          .flatMap((line) => endedCall(line) ?? [])
          .slice(-shownCalls)
          .reverse(),
      myUsage: () => reads.myUsage(),
      serverUsage: (server) => reads.serverUsage(server),
      toolInputs: (server) => toolInputsOf(catalogueFile.of(server)),
      approvalsFollowed: (wanted) => this.#approvals.follow(wanted),
      signIn: async ({ wellKnown, tokens }) => {
        // A sign-in from a terminal remembered with which settings it worked.
        parts.network.change(await networkOf(parts.home, process.env));
        await session.signIn(wellKnown, tokens);
        await this.#catalogue.refresh();
      },
      signOut: () => session.signOut(),
      giveWay: (version) => this.giveWay(version),
      shutdown: () => void this.close(),
    });
    session.onChange(() => this.#sessionChanged());
    this.#catalogue.onChange(() => {
      this.control.announce({ event: "catalogue", catalogue: this.#catalogue.current });
      for (const bridge of this.#bridges.keys()) bridge.refresh();
    });
    this.#timer = setInterval(() => this.#watch(), Math.min(watchInterval, parts.settings.idleMs));
    log.note(`broker ${version} (pid ${process.pid}) started`);
    let first = true;
    this.#catalogue.poll(() => {
      const wanted = session.state === "signed-in" && (first || this.#isUsed());
      first = false;
      return wanted;
    });
  }

  bridge(hello: BridgeHello, socket: Socket, rest: Buffer): void {
    const { settings, session, log, catalogueFile } = this.#parts;
    const { server, direct, pid, cwd = null } = hello;
    const entry = direct ? directEntry(server, direct, session) : registryEntry(server, session, this.#catalogue);
    const reader = new LineReader();
    const patience = async (agent: string) => patienceFor(agent, await readWishes(this.#parts.home));
    const host = new HostConnection({
      channel: this.#parts.channel,
      entry,
      serverFacts: direct ? this.#directFacts(direct) : catalogueFile.of(server),
      stream: socket,
      logged: (call) => this.#ended(log.call(call)),
      silenceTimeoutMs: settings.silenceTimeoutMs,
      // What lies outside the registry hears nothing of the agent's folder, and none of its requests is a request.
      workspace: direct ? null : workspaceOf(cwd),
      route: (client, output) =>
        direct
          ? closedRouting(server)
          : new ApprovalRouting({ waiter: this.#approvals, server, pid, cwd, client, output, patience }),
    });
    this.#bridges.set(host, socket);
    socket.on("close", () => {
      this.#bridges.delete(host);
      this.#idleSince = Date.now();
      host.close();
    });
    const take = (chunk: Buffer) => reader.take(chunk, (envelope, line) => host.take(envelope, line));
    socket.on("data", take);
    socket.once("end", () => socket.destroy());
    if (rest.length > 0) take(rest);
    socket.resume();
  }

  /** Endpoints outside the registry are remembered while the broker runs, each with its own headers. */
  #directFacts(direct: NonNullable<BridgeHello["direct"]>): ServerFactsCache {
    const name = JSON.stringify(direct);
    const serverFacts = this.#direct.get(name) ?? new ServerFactsCache(null, () => {});
    this.#direct.set(name, serverFacts);
    return serverFacts;
  }

  #ended(line: LogLine | null): void {
    const call = line === null ? null : endedCall(line);
    if (call !== null) this.control.announce({ event: "call", call });
  }

  #status(): BrokerStatus {
    const { session } = this.#parts;
    return {
      version,
      pid: process.pid,
      startedAt: this.#startedAt,
      registry: session.wellKnown?.registry ?? null,
      session: session.state,
      user: session.user,
      online: this.#catalogue.online,
      accessUntil: session.accessUntil,
      secretStore: session.secretStore,
      bound: session.bound,
      bridges: this.#bridges.size,
    };
  }

  #sessionChanged(): void {
    const { session, catalogueFile } = this.#parts;
    if (session.user && session.user.name !== catalogueFile.user) {
      catalogueFile.belongsTo(session.user.name);
      this.#approvals.reset();
      for (const bridge of this.#bridges.keys()) bridge.reset();
    }
    this.control.announce({ event: "session", status: this.#status() });
    void this.#refresh().then(() => {
      for (const bridge of this.#bridges.keys()) bridge.refresh();
    });
  }

  async #refresh(): Promise<void> {
    if (this.#parts.session.state === "signed-in") await this.#catalogue.refresh();
  }

  #isUsed(): boolean {
    return this.#bridges.size > 0 || this.control.clients > 0;
  }

  #watch(): void {
    if (this.#isUsed()) this.#idleSince = Date.now();
    const idle = Date.now() - this.#idleSince >= this.#parts.settings.idleMs;
    if (idle || !this.#parts.endpoint.held()) void this.close();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close(false);
    return this.#closing;
  }

  /** To a later version: its broker takes the name, and the calls that run here finish here. */
  giveWay(theirs: string): Promise<void> | null {
    if (!isNewer(theirs, version)) return null;
    this.#parts.log.note(`broker ${version} gives way to ${theirs}`);
    this.#closing ??= this.#close(true);
    return this.#freed;
  }

  /**
   * The session first: the next broker opens it, and two must never renew one sign-in. Then the name, so that whoever
   * comes finds the next one. Then the calls that run may finish.
   */
  async #close(superseded: boolean): Promise<void> {
    const { endpoint, session, catalogueFile, log, channel, stop } = this.#parts;
    clearInterval(this.#timer);
    this.#catalogue.close();
    this.#approvals.close();
    await session.close();
    await catalogueFile.close();
    endpoint.release();
    const stopped = stop();
    // A pipe's name on Windows is taken as long as anybody is connected: there, calls get the time of an ordinary end.
    const nameIsFree = process.platform !== "win32";
    if (nameIsFree) this.#free();
    if (superseded && nameIsFree) await this.#sendOn();
    else await until(drainPatience, () => ![...this.#bridges.keys()].some((bridge) => bridge.busy));
    for (const socket of this.#bridges.values()) socket.destroy();
    this.#free();
    channel.close();
    log.note(`broker (pid ${process.pid}) ended`);
    await log.flush();
    // Last, so that whoever asked for the end learns by it that nothing is written any more.
    this.control.close();
    await stopped;
    this.#end();
  }

  /** Lets every bridge go to the next broker when nothing of its agent's runs here any more. */
  async #sendOn(): Promise<void> {
    // Bridges that came before it would start one of their own, older version.
    await until(successorPatience, async () => {
      const next = await tryConnect(this.#parts.home.endpoint).catch(() => null);
      next?.destroy();
      return next !== null;
    });
    for (const socket of this.#bridges.values()) socket.write(moveOnLine);
    await until(longestCall, () => this.#bridges.size === 0);
  }
}

async function until(silenceTimeoutMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + silenceTimeoutMs;
  while (Date.now() < end && !(await holds())) await new Promise((done) => setTimeout(done, 20));
}
