/** An MCP server behind a script: the script answers what it wants to, and the server the rest. */
import { createServer, type IncomingMessage, request as requestTo, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { isObject, type JsonObject, parsed } from "../../../proxy/kernel/json.ts";
import { listening } from "../network/listening.ts";

export interface UpstreamExchange {
  /** The HTTP method. */
  readonly http: string;
  /** The JSON-RPC message; empty if the request has no body. */
  readonly message: JsonObject;
  readonly headers: IncomingMessage["headers"];
}

type Serve = (request: IncomingMessage, response: ServerResponse) => void;
/** Returns true if it answers. */
export type Script = (exchange: UpstreamExchange, response: ServerResponse) => boolean;

export class ScriptedUpstream {
  readonly exchanges: UpstreamExchange[] = [];
  script: Script = () => false;
  server: Serve;
  readonly #http = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });
  readonly #origin = createServer((request, response) => this.server(request, response));
  #url = "";
  #originUrl = "";

  constructor(server: Serve = (_, response) => void response.writeHead(500).end()) {
    this.server = server;
  }

  get url(): string {
    return `${this.#url}/mcp`;
  }

  async start(): Promise<this> {
    this.#originUrl = await listening(this.#origin);
    this.#url = await listening(this.#http, this.#url === "" ? 0 : Number(new URL(this.#url).port));
    return this;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const message = parsed(body.toString("utf8"));
    const exchange = {
      http: request.method ?? "",
      message: isObject(message) ? message : {},
      headers: request.headers,
    };
    this.exchanges.push(exchange);
    if (this.script(exchange, response)) return;
    this.#forward(request, body, response);
  }

  #forward({ method, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const onward = requestTo(`${this.#originUrl}/mcp`, { method, headers });
    response.once("close", () => onward.destroy());
    onward.once("error", () => response.destroy());
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    onward.end(body);
  }

  /** How many requests had this JSON-RPC method, since `from`. */
  count(method: string, from = 0): number {
    return this.exchanges.slice(from).filter(({ message }) => message.method === method).length;
  }

  /** The GET requests, in order. */
  get streams(): readonly UpstreamExchange[] {
    return this.exchanges.filter(({ http }) => http === "GET");
  }

  /** Cuts every connection. */
  cut(): void {
    this.#http.closeAllConnections();
  }

  /** Stops listening; `start` listens at the same address again. */
  async close(): Promise<void> {
    for (const each of [this.#http, this.#origin]) {
      const closed = new Promise((done) => each.close(done));
      each.closeAllConnections();
      await closed;
    }
  }
}

/** Answers with a JSON value. */
export const answerJson = (response: ServerResponse, status: number, value: unknown): true => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  return true;
};

/** Answers with plain text. */
export const answerText = (response: ServerResponse, status: number, text: string): true => {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
  return true;
};

/** Breaks the connection of an answer after `ms`, once the client has read what was written before. */
export const breakAfter = (response: ServerResponse, ms: number): void => {
  setTimeout(() => response.destroy(), ms);
};

/** Answers with a stream of events, which ends if `ends`. */
export const answerEvents = (response: ServerResponse, events: string, ends = true): true => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (ends) response.end(events);
  else response.write(events);
  return true;
};
