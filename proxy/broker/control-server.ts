/**
 * The broker's end of the control channel (contracts/control-methods.ts): `ws` on the broker's endpoint, path /control.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { z } from "zod";
import { type ControlAnswer, type ControlEvent, ControlFailure } from "../contracts/control.ts";
import {
  type ControlHandlers,
  type ControlMethod,
  ControlRequest,
  type ControlResult,
  controlRows,
} from "../contracts/control-methods.ts";
import { ProxyError } from "../kernel/errors.ts";
import { sameKey } from "./front-door.ts";

/** One connected client, as a handler sees it. */
export interface ControlClient {
  send(event: ControlEvent): void;
}

export interface ControlServerParts {
  readonly key: string;
  readonly handlers: ControlHandlers<ControlClient>;
  /**
   * Resolves when the endpoint's name is free for a client of a later version. Null for a client of any other version.
   */
  giveWay(version: string): Promise<void> | null;
  /** Called when a client's connection has ended. */
  left(client: ControlClient): void;
}

/** The longest messages here are tokens and a well-known document. */
const maxMessageBytes = 256 * 1024;

export class ControlServer {
  readonly #parts: ControlServerParts;
  readonly #http = createServer((_request, response) => response.writeHead(426, { upgrade: "websocket" }).end());
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  constructor(parts: ControlServerParts) {
    this.#parts = parts;
    this.#http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const key = request.headers["x-drawbridge-key"];
      const path = request.url?.split("?")[0];
      if (path !== "/control" || typeof key !== "string" || !sameKey(key, parts.key)) {
        socket.end(
          `HTTP/1.1 ${path === "/control" ? "401 Unauthorized" : "404 Not Found"}\r\nconnection: close\r\n\r\n`,
        );
        return;
      }
      const version = request.headers["x-drawbridge-version"];
      const free = typeof version === "string" ? parts.giveWay(version) : null;
      if (free !== null) {
        void free.then(() => socket.end("HTTP/1.1 410 Gone\r\nconnection: close\r\n\r\n"));
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#serve(client));
    });
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#sockets.clients.size;
  }

  accept(socket: Socket): void {
    this.#http.emit("connection", socket);
    socket.resume();
  }

  /** Sends the event to every client. */
  announce(event: ControlEvent): void {
    const text = JSON.stringify(event);
    for (const client of this.#sockets.clients) client.send(text);
  }

  close(): void {
    for (const client of this.#sockets.clients) client.close(1001);
  }

  #serve(socket: WebSocket): void {
    const client: ControlClient = { send: (event) => socket.send(JSON.stringify(event)) };
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#parts.left(client));
    socket.on("message", (data, binary) => {
      const text = binary ? "" : String(data);
      void this.#answer(text, client).then((answer) => socket.send(JSON.stringify(answer)));
    });
  }

  async #answer(text: string, client: ControlClient): Promise<ControlAnswer> {
    const request = readRequest(text);
    if (request === null) return failed(idOf(text), "bad-request", unknownRequest);
    try {
      const answer = this.#run(request.method, request.params, client);
      return answer === null
        ? failed(request.id, "bad-request", unknownRequest)
        : { id: request.id, result: await answer };
    } catch (error) {
      if (error instanceof ProxyError) return failed(request.id, codeOf(error), error.message);
      return failed(request.id, "internal", "The broker failed. See broker.log, then try again.");
    }
  }

  /** Runs the method's handler; null for parameters that the method does not take. */
  #run<M extends ControlMethod>(
    method: M,
    params: unknown,
    client: ControlClient,
  ): ControlResult[M] | Promise<ControlResult[M]> | null {
    const { success, data } = controlRows[method].params.safeParse(params);
    return success ? this.#parts.handlers[method](data, client) : null;
  }
}

const unknownRequest = "The broker does not know this request. Update Drawbridge.";

function readRequest(text: string): z.infer<typeof ControlRequest> | null {
  try {
    return ControlRequest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The id of a request that cannot be parsed, so that its sender gets an answer. */
function idOf(text: string): number {
  const id = Number(/"id"\s*:\s*(\d+)/.exec(text)?.[1] ?? 0);
  return Number.isSafeInteger(id) ? id : 0;
}

const failed = (id: number, code: z.infer<typeof ControlFailure>["code"], message: string): ControlAnswer => ({
  id,
  error: { code, message },
});

function codeOf({ code }: ProxyError): z.infer<typeof ControlFailure>["code"] {
  return ControlFailure.shape.code.safeParse(code).data ?? "internal";
}
