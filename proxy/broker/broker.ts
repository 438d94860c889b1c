/** One user's broker: its sign-in, its catalogue, its bridges and its control channel, until nobody needs it. */
import type { Socket } from "node:net";
import type { BridgeHello } from "../contracts/bridge.ts";
import type { BrokerStatus } from "../contracts/control.ts";
import type { Session } from "../contracts/session.ts";
import type { Home } from "../home.ts";
import { HostConnection } from "../mcp/host-connection.ts";
import { HttpChannel } from "../mcp/http-channel.ts";
import { Knowledge } from "../mcp/knowledge.ts";
import { LineReader } from "../mcp/line-reader.ts";
import { version } from "../version.ts";
import { CallLog } from "./call-log.ts";
import { CatalogueSource, refreshInterval } from "./catalogue.ts";
import { ControlServer } from "./control-server.ts";
import { claimEndpoint, type Endpoint } from "./endpoint.ts";
import { directEntry, registryEntry } from "./entries.ts";
import { frontDoor } from "./front-door.ts";
import { ownKey, prepareHome } from "./home-folder.ts";
import { Memory } from "./remembered.ts";

export interface BrokerSettings {
  /** Milliseconds without a bridge and a control client after which the broker ends. */
  readonly idleMs: number;
  /** Longest silence (ms) of an upstream in one call. */
  readonly patienceMs: number;
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

/** Starts the broker of `home`; null where one runs already. Throws ProxyError where the home cannot be used. */
export async function startBroker(
  home: Home,
  settings: BrokerSettings,
  openSession: (home: Home) => Promise<Session>,
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
    bridge: (hello, socket, rest) => soon((broker) => broker.bridge(hello, socket, rest)),
    http: (socket) => soon((broker) => broker.control.accept(socket)),
  });
  const endpoint = await claimEndpoint(server, home.endpoint);
  if (endpoint === null) {
    server.close();
    return null;
  }
  const log = new CallLog(home.brokerLog);
  const memory = await Memory.open(home.catalogueFile, (message) => log.note(message));
  const session = await openSession(home);
  const stop = () => new Promise<void>((done) => server.close(() => done()));
  running.broker = new RunningBroker({ key, settings, endpoint, session, memory, log, stop });
  for (const visit of running.early) visit();
  return running.broker;
}

interface RunningParts {
  readonly key: string;
  readonly settings: BrokerSettings;
  readonly endpoint: Endpoint;
  readonly session: Session;
  readonly memory: Memory;
  readonly log: CallLog;
  stop(): Promise<void>;
}

class RunningBroker implements Broker {
  readonly control: ControlServer;
  readonly ended: Promise<void>;
  readonly #parts: RunningParts;
  readonly #catalogue: CatalogueSource;
  readonly #channel = new HttpChannel();
  readonly #bridges = new Map<HostConnection, Socket>();
  readonly #direct = new Map<string, Knowledge>();
  readonly #startedAt = new Date().toISOString();
  readonly #timers: NodeJS.Timeout[];
  #end: () => void = () => {};
  #closing: Promise<void> | null = null;
  #idleSince = Date.now();

  constructor(parts: RunningParts) {
    this.#parts = parts;
    const { session, memory, log } = parts;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#catalogue = new CatalogueSource(session, memory);
    this.control = new ControlServer(parts.key, {
      status: () => this.#status(),
      servers: async () => {
        await this.#catalogue.refresh();
        return this.#catalogue.current;
      },
      signIn: async ({ wellKnown, tokens }) => {
        await session.signIn(wellKnown, tokens);
        await this.#catalogue.refresh();
      },
      signOut: () => session.signOut(),
      shutdown: () => void this.close(),
    });
    session.onChange(() => this.#sessionChanged());
    this.#catalogue.onChange(() => {
      this.control.announce({ event: "catalogue", catalogue: this.#catalogue.current });
      for (const bridge of this.#bridges.keys()) bridge.refresh();
    });
    this.#timers = [
      setInterval(() => this.#watch(), Math.min(watchInterval, parts.settings.idleMs)),
      setInterval(() => this.#isUsed() && void this.#refresh(), refreshInterval),
    ];
    log.note(`broker ${version} (pid ${process.pid}) started`);
    void this.#refresh();
  }

  bridge(hello: BridgeHello, socket: Socket, rest: Buffer): void {
    const { settings, session, log, memory } = this.#parts;
    const { server, direct } = hello;
    const entry = direct ? directEntry(server, direct) : registryEntry(server, session, this.#catalogue);
    const reader = new LineReader();
    const host = new HostConnection({
      channel: this.#channel,
      entry,
      knowledge: direct ? this.#knowledgeOf(direct) : memory.of(server),
      stream: socket,
      logged: (call) => log.call(call),
      patience: settings.patienceMs,
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
  #knowledgeOf(direct: NonNullable<BridgeHello["direct"]>): Knowledge {
    const name = JSON.stringify(direct);
    const knowledge = this.#direct.get(name) ?? new Knowledge(null, () => {});
    this.#direct.set(name, knowledge);
    return knowledge;
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
      bridges: this.#bridges.size,
    };
  }

  #sessionChanged(): void {
    const { session, memory } = this.#parts;
    if (session.user && session.user.name !== memory.user) {
      memory.belongsTo(session.user.name);
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
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The name first, so that bridges find the next broker; then the calls that run may finish. */
  async #close(): Promise<void> {
    const { endpoint, session, memory, log, stop } = this.#parts;
    for (const timer of this.#timers) clearInterval(timer);
    endpoint.release();
    const stopped = stop();
    const until = Date.now() + drainPatience;
    while (Date.now() < until && [...this.#bridges.keys()].some((bridge) => bridge.busy)) {
      await new Promise((done) => setTimeout(done, 20));
    }
    for (const socket of this.#bridges.values()) socket.destroy();
    this.#channel.close();
    await memory.flush();
    await session.close();
    log.note(`broker (pid ${process.pid}) ended`);
    await log.flush();
    // Last, so that whoever asked for the end learns by it that nothing is written any more.
    this.control.close();
    await stopped;
    this.#end();
  }
}
