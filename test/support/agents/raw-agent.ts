/** A fake agent at the level of pipes: it writes any bytes to a bridge, and records each line and the end. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { isObject, type JsonObject } from "../../../proxy/kernel/json.ts";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class RawAgent {
  static readonly #living = new Set<RawAgent>();
  readonly pid: number;
  readonly startedAt = performance.now();
  /** Every message from the bridge, in order. */
  readonly messages: JsonObject[] = [];
  /** Lines that are not JSON objects. */
  readonly noise: string[] = [];
  readonly ended: Promise<Ended>;
  stderr = "";
  /** Answers a request from the server; null refuses it. */
  onRequest: (message: JsonObject) => JsonObject | null = () => null;
  /** Called with each message that the agent receives; `onSend` with each that it sends. */
  onMessage: (message: JsonObject) => void = () => {};
  onSend: (message: JsonObject) => void = () => {};
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting = new Map<unknown, (message: JsonObject) => void>();
  #pieces: string[] = [];
  #lastId = 0;

  constructor(cli: string, home: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [cli, "bridge", ...args, "--home", home], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { PATH: process.env.PATH, HOME: home },
    });
    this.pid = this.#child.pid ?? 0;
    RawAgent.#living.add(this);
    this.ended = once(this.#child, "exit").then(([code, signal]) => {
      RawAgent.#living.delete(this);
      return { code, signal };
    });
    this.#child.stdin.on("error", () => {});
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  /** Ends the agents that a failed test left running. */
  static async endAll(): Promise<void> {
    await Promise.all([...RawAgent.#living].map((agent) => agent.close()));
  }

  write(bytes: string | Buffer): boolean {
    return this.#child.stdin.write(bytes);
  }

  /** Writes as fast as the bridge reads. */
  async writeAll(pieces: Iterable<string | Buffer>): Promise<void> {
    for (const piece of pieces) if (!this.write(piece)) await once(this.#child.stdin, "drain");
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Stops reading what the bridge writes; `resume` reads again. */
  pause(): void {
    this.#child.stdout.pause();
  }
  resume(): void {
    this.#child.stdout.resume();
  }

  send(message: JsonObject): void {
    this.onSend(message);
    this.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  /** The response to a request, with `result` or `error`. */
  request(method: string, params: JsonObject = {}, id: string | number = this.nextId()): Promise<JsonObject> {
    const response = this.response(id);
    this.send({ id, method, params });
    return response;
  }

  /** The next request that numbers itself gets this id. */
  numberFrom(id: number): void {
    this.#lastId = id - 1;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  response(id: string | number | null): Promise<JsonObject> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
    });
  }

  call(name: string, args: JsonObject = {}, meta: JsonObject = {}): Promise<JsonObject> {
    return this.request("tools/call", { name, arguments: args, _meta: meta });
  }

  /** The legacy handshake. */
  async initialize(capabilities: JsonObject = {}): Promise<JsonObject> {
    const clientInfo = { name: "raw", version: "1" };
    const response = await this.request("initialize", { protocolVersion: "2025-11-25", capabilities, clientInfo });
    this.send({ method: "notifications/initialized" });
    return response;
  }

  notifications(method: string): readonly JsonObject[] {
    return this.messages.filter((message) => message.method === method);
  }

  /** Ends the bridge as an agent does, and waits for it. */
  async close(): Promise<Ended> {
    this.endInput();
    return this.ended;
  }

  #read(text: string): void {
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      this.#line(this.#pieces.join("") + line);
      this.#pieces = [];
    }
    if (rest) this.#pieces.push(rest);
  }

  #line(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      message = null;
    }
    if (!isObject(message)) {
      this.noise.push(line.slice(0, 200));
      return;
    }
    this.messages.push(message);
    this.onMessage(message);
    if (typeof message.method === "string" && message.id !== undefined) {
      const result = this.onRequest(message);
      this.send({ id: message.id, ...(result ? { result } : { error: { code: -32601, message: "no" } }) });
    } else if (message.method === undefined) {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
  }
}

/** `_meta` of a 2026-07-28 request. */
export const modernMeta = (capabilities: JsonObject = {}): JsonObject => ({
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": capabilities,
});
