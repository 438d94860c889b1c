/** What is sent to one agent: whole lines, no faster than it reads, and the questions for it. */

import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import { type BridgeNotification, bridgeNotificationLine } from "../../contracts/bridge-notifications.ts";
import type { JsonObject } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";

const newline = Buffer.from("\n");
/** Below this size (bytes), copying the pieces into one write costs less than a gathering write. */
const copiedBelow = 16 * 1024;

/** With this many running calls of one agent, answers are gathered for longer. */
const crowd = 16;

const bytesOf = (piece: Buffer | string): Buffer => (typeof piece === "string" ? Buffer.from(piece) : piece);

export class HostOutput {
  readonly #stream: Writable;
  readonly #running: () => number;
  readonly #questions = new Map<string, (response: JsonObject) => void>();
  #drain: Promise<void> | null = null;

  /** `running` returns the number of running calls. The answer to a single call is sent at once. */
  constructor(stream: Writable, running: () => number = () => 0) {
    this.#stream = stream;
    this.#running = running;
  }

  /** Writes one message. False asks to wait for `drained` before the next one. */
  line(pieces: readonly (Buffer | string)[]): boolean {
    if (this.#stream.destroyed) return true;
    if (this.#running() > 1) this.#gather();
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return bytes <= copiedBelow ? this.#copied(pieces) : this.#pieces(pieces);
  }

  #copied(pieces: readonly (Buffer | string)[]): boolean {
    return this.#stream.write(Buffer.concat([...pieces.map(bytesOf), newline]));
  }

  #pieces(pieces: readonly (Buffer | string)[]): boolean {
    this.#stream.cork();
    for (const piece of pieces) this.#stream.write(piece);
    const room = this.#stream.write(newline);
    this.#stream.uncork();
    return room;
  }

  /**
   * Gathers lines into one write, because answers come in bursts and each write wakes a bridge and an agent. Lines of
   * one turn of the event loop are sent together. If many calls run, a call waits for others anyway, so lines of one
   * millisecond are.
   */
  #gather(): void {
    if (this.#stream.writableCorked > 0) return;
    this.#stream.cork();
    const send = () => this.#stream.uncork();
    if (this.#running() < crowd) setImmediate(send);
    else setTimeout(send, 1);
  }

  message(message: JsonObject): boolean {
    return this.line([JSON.stringify(message)]);
  }

  result(id: string, result: JsonObject): boolean {
    return this.line([`{"jsonrpc":"2.0","id":${id},"result":${JSON.stringify(result)}}`]);
  }

  error(id: string, error: JsonObject): boolean {
    return this.line([`{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`]);
  }

  /**
   * Tells the bridge about one of its calls. Resolves when the system has the line, which then arrives even if this
   * process ends.
   */
  tellBridge(notice: BridgeNotification, id: string): Promise<void> {
    if (this.#stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => this.#stream.write(`${bridgeNotificationLine(notice, id)}\n`, () => resolve()));
  }

  /** Resolves when there is room again, or when the connection is closed. */
  drained(): Promise<void> {
    if (!this.#stream.writableNeedDrain || this.#stream.destroyed) return Promise.resolve();
    this.#drain ??= new Promise((resolve) => {
      const done = () => {
        this.#stream.off("drain", done).off("close", done);
        this.#drain = null;
        resolve();
      };
      this.#stream.on("drain", done).on("close", done);
    });
    return this.#drain;
  }

  /** Sends a request of ours and returns the host's response. If `signal` aborts, it returns an error instead. */
  ask(method: string, params: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const id = `drawbridge-${randomUUID()}`;
    return new Promise((resolve) => {
      const settle = (response: JsonObject) => {
        this.#questions.delete(id);
        signal.removeEventListener("abort", withdraw);
        resolve(response);
      };
      const withdraw = () => {
        this.message({ jsonrpc: "2.0", method: methods.cancelled, params: { requestId: id } });
        settle({ error: { code: -32000, message: "The call was cancelled." } });
      };
      this.#questions.set(id, settle);
      signal.addEventListener("abort", withdraw, { once: true });
      this.message({ jsonrpc: "2.0", id, method, params });
    });
  }

  /** Takes a response of the host. False if it answers no request of ours. */
  answered(response: JsonObject): boolean {
    const settle = typeof response.id === "string" ? this.#questions.get(response.id) : undefined;
    settle?.(response);
    return settle !== undefined;
  }
}
