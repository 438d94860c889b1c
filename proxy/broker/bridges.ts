/** The bridges that are connected to the broker. Each is one agent's connection to one server. */
import type { Socket } from "node:net";
import { ApprovalRouting, closedRouting } from "../approvals/approval-routing.ts";
import type { ApprovalWaiter } from "../approvals/approval-waiter.ts";
import { decisionTimeoutMsFor, readDecisionTimeouts } from "../approvals/decision-timeout.ts";
import type { BridgeHello } from "../contracts/bridge.ts";
import type { EndedCall } from "../contracts/control.ts";
import { moveOnLine } from "../contracts/move-on.ts";
import type { Session } from "../contracts/session.ts";
import type { Home } from "../files/home.ts";
import type { ServerEntry } from "../mcp/delivery/target.ts";
import { HostConnection } from "../mcp/host/host-connection.ts";
import { LineReader } from "../mcp/host/line-reader.ts";
import type { FactsTimeouts } from "../mcp/host/startup-budget.ts";
import { ChangeStream } from "../mcp/upstream/change-stream.ts";
import { ServerFactsCache } from "../mcp/upstream/server-facts.ts";
import type { RefusedStream } from "../mcp/upstream/stream-end.ts";
import { workspaceOf } from "../mcp/upstream/workspace.ts";
import type { HttpChannel } from "../network/http-channel.ts";
import type { CallLog } from "./call-log.ts";
import type { CatalogueSource } from "./catalogue.ts";
import type { CatalogueFile } from "./catalogue-file.ts";
import { endedCall } from "./control-records.ts";
import { directEntry, registryEntry } from "./entries.ts";
import type { Call } from "./log-line.ts";
import { sessionAccount } from "./session-account.ts";

export interface BridgesParts {
  readonly home: Home;
  readonly session: Session;
  readonly channel: HttpChannel;
  readonly catalogue: CatalogueSource;
  readonly catalogueFile: CatalogueFile;
  readonly approvals: ApprovalWaiter;
  readonly log: CallLog;
  /** Longest silence (ms) of an upstream in one call. */
  readonly silenceTimeoutMs: number;
  readonly retryTimeoutMs?: number | undefined;
  readonly factsTimeouts: FactsTimeouts;
  /** Called when a tool call has ended. */
  callEnded(call: EndedCall): void;
  /** Called when a bridge's connection has ended. */
  left(): void;
}

export class Bridges {
  readonly #parts: BridgesParts;
  readonly #sockets = new Map<HostConnection, Socket>();
  /** Facts of endpoints outside the registry. They are kept as long as the broker runs. */
  readonly #directFacts = new Map<string, ServerFactsCache>();
  /** The stream of changes of each server, for all its bridges. By the server's name, or by a direct endpoint. */
  readonly #changes = new Map<string, ChangeStream>();

  constructor(parts: BridgesParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#sockets.size;
  }

  /** Whether an agent's call runs. */
  get busy(): boolean {
    return [...this.#sockets.keys()].some((host) => host.busy);
  }

  /** Serves a bridge after its hello. `rest` are the bytes after the hello. The socket is paused. */
  admit(hello: BridgeHello, socket: Socket, rest: Buffer): void {
    const reader = new LineReader();
    const host = this.#connect(hello, socket);
    this.#sockets.set(host, socket);
    socket.on("close", () => {
      this.#sockets.delete(host);
      this.#parts.left();
      host.close();
    });
    const take = (chunk: Buffer) => reader.take(chunk, (envelope, line) => host.take(envelope, line));
    socket.on("data", take);
    socket.once("end", () => socket.destroy());
    if (rest.length > 0) take(rest);
    socket.resume();
  }

  #connect(hello: BridgeHello, stream: Socket): HostConnection {
    const { server, direct, pid, cwd = null, again = false } = hello;
    const { home, session, channel, catalogue, catalogueFile, approvals: waiter } = this.#parts;
    const decisionTimeoutMs = async (agent: string) => decisionTimeoutMsFor(agent, await readDecisionTimeouts(home));
    const entry = direct ? directEntry(server, direct, session) : registryEntry(server, session, catalogue);
    return new HostConnection({
      channel,
      entry,
      changes: this.#changesOf(direct ? JSON.stringify(direct) : server, entry),
      serverFacts: direct ? this.#factsOf(direct) : catalogueFile.of(server),
      stream,
      again,
      logged: ({ request, ...call }) => this.#logged({ ...call, ...named({ request, folder: workspaceOf(cwd) }) }),
      silenceTimeoutMs: this.#parts.silenceTimeoutMs,
      retryTimeoutMs: this.#parts.retryTimeoutMs,
      factsTimeouts: this.#parts.factsTimeouts,
      // A server outside the registry learns nothing of the agent's folder, and its requests for approval do not count.
      workspace: direct ? null : workspaceOf(cwd),
      route: (client, output) =>
        direct
          ? closedRouting(server)
          : new ApprovalRouting({ waiter, server, pid, cwd, client, output, decisionTimeoutMs }),
    });
  }

  /** The facts of an endpoint outside the registry, found by its address and its headers. */
  #factsOf(direct: NonNullable<BridgeHello["direct"]>): ServerFactsCache {
    const name = JSON.stringify(direct);
    const facts = this.#directFacts.get(name) ?? new ServerFactsCache(null, () => {});
    this.#directFacts.set(name, facts);
    return facts;
  }

  #changesOf(key: string, entry: ServerEntry): ChangeStream {
    const { channel, log } = this.#parts;
    const refused = (refusal: RefusedStream | null) => log.note(refusalLine(entry.name, refusal));
    const changes = this.#changes.get(key) ?? new ChangeStream({ channel, entry, refused });
    this.#changes.set(key, changes);
    return changes;
  }

  /** The servers that refuse to report their changes just now. */
  get refusedStreams(): readonly ({ readonly server: string } & RefusedStream)[] {
    return [...this.#changes.values()].flatMap(({ server, refusal }) => (refusal ? [{ server, ...refusal }] : []));
  }

  #logged(call: Call): void {
    const { log, session } = this.#parts;
    const line = log.call({ ...call, ...named({ account: sessionAccount(session) }) });
    const ended = line === null ? null : endedCall(line);
    if (ended !== null) this.#parts.callEnded(ended);
  }

  /** Call it when the catalogue or the sign-in has changed: agents get what they may now see. */
  refresh(): void {
    for (const host of this.#sockets.keys()) host.refresh();
  }

  /** Call it when another user has signed in. */
  reset(): void {
    for (const host of this.#sockets.keys()) host.reset();
  }

  /** Sends each bridge to the next broker, as soon as no call of its agent runs here. */
  moveOn(): void {
    for (const socket of this.#sockets.values()) socket.write(moveOnLine);
  }

  /** Ends every connection. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }
}

const refusalLine = (server: string, refusal: RefusedStream | null): string =>
  refusal === null
    ? `${server} reports its changes again`
    : `${server} does not report its changes: ${refusal.why}. It is asked again, and its tools are read at least once a minute`;

/** Without the members that are null. */
const named = (members: Readonly<Record<string, string | null>>): Partial<Record<string, string>> =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
