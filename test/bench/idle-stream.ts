/** One idle change stream as a broker holds it: opened again until it is given, and counted where it is lost. */
import http from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { modernMeta } from "../support/agents/raw-agent.ts";

const method = "subscriptions/listen";

export class IdleStream {
  state: "closed" | "opening" | "open" | "lost" = "closed";
  refusals = 0;
  announcements = 0;
  readonly #url: URL;
  readonly #token: string;
  #request: http.ClientRequest | null = null;

  constructor(url: string, token: string) {
    this.#url = new URL(url);
    this.#token = token;
  }

  /** Tries until the server gives the stream. Resolves then, or once it is closed. `pauseMs` lies between two tries. */
  async open(pauseMs: number): Promise<void> {
    this.state = "opening";
    while (this.state === "opening") {
      if (await this.#try()) return;
      this.refusals += 1;
      await pause(pauseMs);
    }
  }

  /** Whether the stream was given; false where it was refused. */
  async #try(): Promise<boolean> {
    const params = { notifications: { toolsListChanged: true }, _meta: modernMeta() };
    const request = http.request(this.#url, {
      method: "POST",
      agent: false,
      headers: {
        authorization: `Bearer ${this.#token}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
      },
    });
    this.#request = request;
    request.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
      request.once("response", resolve).once("error", reject),
    );
    if (response.statusCode === 429) {
      await text(response);
      return false;
    }
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}: ${await text(response)}`);
    response.on("data", (chunk: Buffer) => this.#read(String(chunk)));
    response.on("error", () => {});
    response.once("close", () => {
      if (this.state === "open") this.state = "lost";
    });
    this.state = "open";
    return true;
  }

  /** Each event is one small write, which arrives as one chunk. */
  #read(chunk: string): void {
    if (chunk.includes("notifications/tools/list_changed")) this.announcements += 1;
  }

  close(): void {
    this.state = "closed";
    this.#request?.destroy();
  }
}
