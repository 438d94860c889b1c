/**
 * An agent and the broker's side of its conversation with one server, in this process: what the agent sends and gets are
 * messages, and the server is a real one at any address.
 */
import { duplexPair } from "node:stream";
import { isObject, type JsonObject, objectAt, parsed } from "../../../proxy/kernel/json.ts";
import { valued } from "../../../proxy/kernel/result.ts";
import { HostConnection } from "../../../proxy/mcp/host/host-connection.ts";
import { LineReader } from "../../../proxy/mcp/host/line-reader.ts";
import { ChangeStream } from "../../../proxy/mcp/upstream/change-stream.ts";
import { ServerFactsCache } from "../../../proxy/mcp/upstream/server-facts.ts";
import { HttpChannel } from "../../../proxy/network/http-channel.ts";
import { Network } from "../../../proxy/network/network.ts";
import { settingsFrom } from "../../../proxy/network/settings.ts";
import { modernMeta } from "./raw-agent.ts";

export type HostEra = "legacy" | "modern";

export interface ConnectedHostParts {
  readonly url: string;
  readonly era?: HostEra;
  /** The version that a legacy agent asks for. */
  readonly version?: string;
  readonly silenceTimeoutMs?: number;
  readonly environment?: NodeJS.ProcessEnv;
  /** The facts that an earlier broker knew. */
  readonly serverFacts?: ServerFactsCache;
  /** The stream of changes that it shares with other agents; left out, its own. */
  readonly changes?: ChangeStream;
  /** Whether an earlier broker served the agent. */
  readonly again?: boolean;
}

export class ConnectedHost {
  /** Every message from the broker, in order. */
  readonly messages: JsonObject[] = [];
  readonly #era: HostEra;
  readonly #version: string;
  readonly #host: HostConnection;
  readonly #channel: HttpChannel;
  readonly #send: (message: JsonObject) => void;
  readonly #waiting = new Map<unknown, (message: JsonObject) => void>();
  #lastId = 0;

  constructor({ url, era = "legacy", version = "2025-11-25", ...parts }: ConnectedHostParts) {
    this.#era = era;
    this.#version = version;
    this.#channel = new HttpChannel(new Network(settingsFrom(parts.environment ?? {})));
    const [near, far] = duplexPair();
    const target = valued({ url: new URL(url), headers: {}, token: null });
    const entry = {
      ...{ name: "orders", target: () => target, reconsider: async () => {} },
      ...{ described: () => null, reads: () => null, timeLimit: () => null },
    };
    this.#host = new HostConnection({
      entry,
      changes: parts.changes ?? new ChangeStream({ channel: this.#channel, entry, refused: () => {} }),
      ...{ channel: this.#channel, stream: far, workspace: null, again: parts.again ?? false },
      serverFacts: parts.serverFacts ?? new ServerFactsCache(null, () => {}),
      logged: () => {},
      silenceTimeoutMs: parts.silenceTimeoutMs ?? 10_000,
      factsTimeouts: { newerMs: 200, firstMs: 5_000 },
      route: () => ({ recall: async () => null, send: ({ id, message, body, send }) => send(id, message, body) }),
    });
    const [toHost, toAgent] = [new LineReader(), new LineReader()];
    far.on("data", (chunk: Buffer) => toHost.take(chunk, (envelope, line) => this.#host.take(envelope, line)));
    near.on("data", (chunk: Buffer) => toAgent.take(chunk, (_, line) => this.#took(parsed(String(line)))));
    this.#send = (message) => void near.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  #took(message: unknown): void {
    if (!isObject(message)) throw new Error("The broker wrote a line that is no message.");
    this.messages.push(message);
    if (message.method === undefined) this.#waiting.get(message.id)?.(message);
  }

  /** The handshake, the list of tools, and for a modern agent a subscription to changes of that list. */
  async begin(): Promise<void> {
    await this.rejoin();
    await this.request("tools/list");
  }

  /** What a bridge repeats to the next broker. */
  async rejoin(): Promise<void> {
    if (this.#era === "legacy") {
      const clientInfo = { name: "unit", version: "1" };
      await this.request("initialize", { protocolVersion: this.#version, capabilities: {}, clientInfo });
      this.#send({ method: "notifications/initialized" });
    } else {
      await this.request("server/discover");
      this.#lastId += 1;
      const params = { notifications: { toolsListChanged: true }, _meta: modernMeta() };
      this.#send({ id: this.#lastId, method: "subscriptions/listen", params });
    }
  }

  request(method: string, params: JsonObject = {}): Promise<JsonObject> {
    this.#lastId += 1;
    const id = this.#lastId;
    const _meta = this.#era === "modern" ? modernMeta() : {};
    const answer = new Promise<JsonObject>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params: { ...params, _meta } });
    return answer;
  }

  /** The text of a call's result, or the whole answer if it has none. */
  async call(name: string, args: JsonObject = {}): Promise<string> {
    const answer = await this.request("tools/call", { name, arguments: args });
    const { content } = objectAt(answer, "result");
    return Array.isArray(content) ? String(content[0]?.text) : JSON.stringify(answer);
  }

  /** The code of a failed call; undefined if the call did not fail on its way. */
  async codeOf(name: string, args: JsonObject = {}): Promise<unknown> {
    const answer = await this.request("tools/call", { name, arguments: args });
    return objectAt(objectAt(answer, "result"), "_meta")["drawbridge/code"];
  }

  async toolNames(): Promise<readonly string[]> {
    const { tools } = objectAt(await this.request("tools/list"), "result");
    return Array.isArray(tools) ? tools.map(({ name }) => String(name)) : [];
  }

  notifications(method: string): number {
    return this.messages.filter((message) => message.method === method).length;
  }

  close(): void {
    this.#host.close();
    this.#channel.close();
  }
}
