/**
 * One agent's conversation with one server, as the broker conducts it. Handshakes and lists are answered from known
 * facts, calls go to the upstream, and a request that is not possible gets a reason in plain words.
 */

import { isUtf8 } from "node:buffer";
import type { Duplex } from "node:stream";
import { askedBeforeMethod } from "../../contracts/bridge-notifications.ts";
import { errorAnswer, failureAnswer } from "../../kernel/failure.ts";
import { isObject, type JsonObject, objectAt, parsed, stringAt } from "../../kernel/json.ts";
import type { Envelope } from "../../kernel/line-scanner.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { toolCallOf } from "../../kernel/tool-call.ts";
import type { HttpChannel } from "../../network/http-channel.ts";
import { failureOf } from "../delivery/delivery.ts";
import type { ServerEntry } from "../delivery/target.ts";
import { Client } from "../eras/client.ts";
import { discoverResult, type Facts, initializeResult, versionError } from "../eras/handshake.ts";
import type { ChangeStream } from "../upstream/change-stream.ts";
import type { ServerFactsCache } from "../upstream/server-facts.ts";
import type { CallRoute, HostSide, Reply } from "../upstream/upstream.ts";
import { UpstreamSelector } from "../upstream/upstream-selector.ts";
import { type CallEnd, endOf } from "./call-outcome.ts";
import { HostOutput } from "./host-output.ts";
import { maxLineBytes } from "./line-reader.ts";
import { type FactsTimeouts, StartupBudget } from "./startup-budget.ts";
import { Subscriptions } from "./subscriptions.ts";
import { reconsidered, ToolListing, within } from "./tool-listing.ts";

export interface HostConnectionParts {
  readonly channel: HttpChannel;
  readonly entry: ServerEntry;
  readonly serverFacts: ServerFactsCache;
  /** The server's stream of changes, for all its agents. */
  readonly changes: ChangeStream;
  /** The connection to the agent, in both directions. */
  readonly stream: Duplex;
  /** Called once for each call that ended. */
  logged(
    call: CallEnd & { readonly server: string; readonly what: string; readonly ms: number; readonly agent: string },
  ): void;
  /** Longest silence (ms) in a call. */
  readonly silenceTimeoutMs: number;
  /** How long (ms) a call that certainly did not run is tried again; not at all where it is left out. */
  readonly retryTimeoutMs?: number | undefined;
  readonly factsTimeouts: FactsTimeouts;
  /** Whether another broker served the agent before. */
  readonly again: boolean;
  /** The agent's folder as a hosted server gets it. */
  readonly workspace: string | null;
  /** The route of this agent's calls. A call waits there for a person. */
  route(client: Client, output: HostOutput): CallRoute;
}

/** How much (bytes) of an agent's requests may run at once. */
const maxHeldBytes = 2 * maxLineBytes;

/** Whether a request only reads, by the protocol's definition. A `tools/call` reads if its tool says so. */
const onlyReads = (method: string): boolean => methods.reads.has(method) || methods.isList(method);

export class HostConnection {
  readonly #parts: HostConnectionParts;
  readonly #client = new Client();
  readonly #output: HostOutput;
  readonly #subscriptions: Subscriptions;
  readonly #selector: UpstreamSelector;
  readonly #tools: ToolListing;
  readonly #closed = new AbortController();
  readonly #startupBudget: StartupBudget;
  /** The requests that run upstream, by the JSON text of their id. */
  readonly #running = new Map<string, AbortController>();
  readonly #forget: () => void;
  /** Ids (JSON text) of requests that the bridge is about to send a second time. */
  readonly #askedBefore = new Set<string>();
  #initialized = false;
  #heldBytes = 0;

  constructor(parts: HostConnectionParts) {
    this.#parts = parts;
    this.#startupBudget = new StartupBudget(parts.factsTimeouts);
    this.#output = new HostOutput(parts.stream, () => this.#running.size);
    this.#subscriptions = new Subscriptions(this.#client, this.#output);
    const host: HostSide = {
      client: this.#client,
      pass: (message) => this.#output.line(message.pieces),
      drained: () => this.#output.drained(),
      ask: (method, params, signal) => this.#output.ask(method, params, signal),
      changed: (method, message) => this.#changed(method, message),
      relist: () => this.#tools.refresh(),
      replaced: () => {
        void this.#tools.refresh();
        void this.#watch();
      },
    };
    const route = parts.route(this.#client, this.#output);
    this.#selector = new UpstreamSelector({ ...parts, host, route }, this.#closed.signal);
    this.#tools = new ToolListing({
      ...parts,
      client: this.#client,
      output: this.#output,
      ask: (request) => this.#selector.ask(request),
      outdated: () => this.#announce({ jsonrpc: "2.0", method: methods.toolsChanged }),
      signal: this.#closed.signal,
      startupBudget: this.#startupBudget,
    });
    this.#forget = parts.serverFacts.onTools(() => this.#tools.changed());
  }

  /** Takes a line from the agent; null means that a line was too long. Never throws. */
  take(envelope: () => Envelope, line: Buffer | null): void {
    if (line === null) {
      this.#refuse(
        envelope(),
        -32600,
        `A message may be ${maxLineBytes / 1024 / 1024} MiB long at most. Send less at once.`,
      );
      return;
    }
    const value = isUtf8(line) ? parsed(line.toString("utf8")) : undefined;
    if (value === undefined) {
      this.#refuse(envelope(), -32700, "The line is not valid JSON in UTF-8.");
    } else if (Array.isArray(value)) {
      // A batch (2025-03-26) is a list of messages. Each is answered by itself.
      for (const each of value) this.#takeMessage(each, Buffer.from(JSON.stringify(each)));
    } else {
      this.#takeMessage(value, line);
    }
  }

  #refuse(envelope: Envelope, code: number, message: string): void {
    this.#output.line([errorAnswer(envelope.id ?? "null", code, message).trimEnd()]);
  }

  #takeMessage(message: unknown, line: Buffer): void {
    const method = isObject(message) ? stringAt(message, "method") : undefined;
    if (!isObject(message) || (method === undefined && message.result === undefined && message.error === undefined)) {
      this.#output.line([errorAnswer("null", -32600, "The line is not a JSON-RPC message.").trimEnd()]);
    } else if (method === undefined) {
      if (!this.#output.answered(message)) this.#selector.upstream?.respond(line);
    } else if (message.id === undefined || message.id === null) {
      this.#notified(method, message, line);
    } else {
      const id = JSON.stringify(message.id);
      this.#requested(id, method, message, line).catch((error: unknown) => {
        this.#output.line([failureAnswer(id, method, failureOf(error, this.#parts.entry.name)).trimEnd()]);
      });
    }
  }

  async #requested(id: string, method: string, message: JsonObject, line: Buffer): Promise<void> {
    const params = objectAt(message, "params");
    const refused = versionError(params);
    if (refused) {
      this.#output.error(id, refused);
      return;
    }
    this.#client.requested(params);
    switch (method) {
      case methods.initialize:
        this.#client.initialized(params);
        this.#output.result(id, initializeResult(await this.#facts(), this.#client.version));
        return;
      case methods.discover:
        this.#output.result(id, discoverResult(await this.#facts()));
        return;
      case methods.ping:
        this.#output.result(id, this.#client.era === "modern" ? { resultType: "complete" } : {});
        return;
      case methods.listTools:
        if (params.cursor === undefined) return this.#tools.answer(id);
        break;
      case methods.listenForChanges:
        this.#subscriptions.listen(id, params, this.#parts.serverFacts.facts?.capabilities ?? null);
        this.#tools.readMissed();
        return this.#watch();
    }
    await this.#relay(id, method, message, line);
    if (method.startsWith("resources/") && method.endsWith("subscribe")) await this.#watch();
  }

  async #relay(id: string, method: string, message: JsonObject, line: Buffer): Promise<void> {
    const begun = performance.now();
    const toolCall = toolCallOf(method, message);
    const running = new AbortController();
    this.#running.set(id, running);
    const readOnly = toolCall === null ? onlyReads(method) : this.#reads(toolCall.tool);
    const askedBefore = this.#askedBefore.delete(id);
    let end: CallEnd = { outcome: "cancelled", request: null };
    this.#hold(line.length);
    try {
      if (this.#parts.entry.target().kind === "failure") await this.#parts.entry.reconsider();
      const { signal } = running;
      const reply = await this.#selector.ask({ id, method, message, line, toolCall, readOnly, askedBefore, signal });
      signal.throwIfAborted();
      this.#reply(id, method, reply);
      end = endOf(reply);
    } catch (error) {
      // A cancelled request gets no answer.
      if (running.signal.aborted) return;
      end = { outcome: "failed", request: null };
      throw error;
    } finally {
      this.#running.delete(id);
      this.#hold(-line.length);
      const ms = Math.round(performance.now() - begun);
      const agent = stringAt(this.#client.info, "name") ?? "";
      this.#parts.logged({ server: this.#parts.entry.name, what: toolCall?.tool ?? method, ms, agent, ...end });
    }
  }

  /**
   * Counts the bytes of running requests. The connection is paused if the agent sends more than is answered, or does
   * not read.
   */
  #hold(bytes: number): void {
    const { stream } = this.#parts;
    this.#heldBytes += bytes;
    const unread = stream.writableLength > maxHeldBytes;
    if (unread) void this.#output.drained().then(() => this.#hold(0));
    if (unread || this.#heldBytes > maxHeldBytes) stream.pause();
    else if (stream.isPaused()) stream.resume();
  }

  #reply(id: string, method: string, reply: Reply): void {
    if (reply.kind === "message") this.#output.line(reply.pieces);
    else if (reply.kind === "result") this.#output.result(id, reply.result);
    else if (reply.kind === "error") this.#output.error(id, reply.error);
    else this.#output.line([failureAnswer(id, method, reply.failure).trimEnd()]);
  }

  #reads(tool: string): boolean {
    const { entry, serverFacts } = this.#parts;
    return entry.reads(tool) ?? serverFacts.marksReadOnly(tool);
  }

  #notified(method: string, message: JsonObject, line: Buffer): void {
    if (method === askedBeforeMethod) {
      this.#askedBefore.add(JSON.stringify(objectAt(message, "params").requestId));
      return;
    }
    if (method === methods.cancelled) {
      const id = JSON.stringify(objectAt(message, "params").requestId);
      const running = this.#running.get(id);
      if (running) running.abort();
      else if (this.#subscriptions.end(id)) void this.#watch();
      return;
    }
    if (method === methods.initialized) {
      this.#initialized = true;
      this.#tools.readMissed();
      void this.#watch();
    }
    this.#selector.upstream?.notify(method, message, line);
  }

  /**
   * The server's description of itself: the last known one, or one that is read within a moment, or the catalogue's.
   */
  async #facts(): Promise<Facts> {
    const { entry, serverFacts } = this.#parts;
    const target = await reconsidered(entry, this.#startupBudget);
    const failure = target.kind === "failure" ? target.failure : null;
    const refused = failure !== null && failure.code !== "not-signed-in" && failure.code !== "session-expired";
    if (serverFacts.facts && !refused) {
      if (failure === null) this.#selector.confirm();
      return serverFacts.facts;
    }
    if (failure === null) await within(this.#startupBudget.left(), this.#selector.learn());
    if (serverFacts.facts && !refused) return serverFacts.facts;
    const described = entry.described();
    const instructions = failure === null ? described?.description : failure.message;
    const serverInfo = { name: entry.name, version: "0", ...(described && { title: described.title }) };
    return { era: "legacy", capabilities: { tools: { listChanged: true } }, serverInfo, instructions };
  }

  async #watch(): Promise<void> {
    if (this.#client.era !== "modern" && !this.#initialized) return;
    const upstream = await this.#selector.reach();
    if (upstream.kind === "failure") return;
    upstream.value.watch(this.#subscriptions.interest(this.#parts.serverFacts.facts?.capabilities ?? {}));
  }

  /** Called when the upstream reports a change. */
  #changed(method: string, message: JsonObject): void {
    if (method === methods.toolsChanged) {
      this.#parts.serverFacts.toolsChanged();
      this.#tools.announced();
    }
    this.#subscriptions.changed(method, message);
  }

  #announce(message: JsonObject): void {
    if (this.#initialized || this.#client.era === "modern") {
      this.#subscriptions.changed(methods.toolsChanged, message);
    }
  }

  /**
   * Call it when the catalogue or the sign-in has changed, because a server may now be reachable that was not, or the
   * other way round.
   */
  refresh(): void {
    if (this.#client.era === null) return;
    this.#tools.changed();
    void this.#tools.refresh().then(() => this.#watch());
  }

  /**
   * Call it when another user has signed in. Connections that were opened for the earlier user are not used any more.
   */
  reset(): void {
    this.#selector.close();
  }

  /** Call it when the agent is gone. Ends everything that it had running. */
  close(): void {
    this.#closed.abort();
    this.#forget();
    for (const running of this.#running.values()) running.abort();
    this.#selector.close();
  }

  /** Whether requests run upstream just now. */
  get busy(): boolean {
    return this.#running.size > 0;
  }
}
