/** The control channel's broker side (contracts/control.ts): `ws` on the broker's endpoint, path /control. */
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import type { MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import { type WebSocket, WebSocketServer } from "ws";
import type { z } from "zod";
import {
  type ApprovalList,
  type BrokerStatus,
  type Catalogue,
  ControlFailure,
  type ControlMessage,
  ControlRequest,
  type EndedCall,
  type ToolInputs,
} from "../contracts/control.ts";
import { ProxyError } from "../kernel/errors.ts";
import { sameKey } from "./front-door.ts";

/** What the control channel may ask of the broker. */
export interface Controlled {
  status(): BrokerStatus;
  /** The catalogue, as fresh as can be had just now. */
  servers(): Promise<Catalogue>;
  /** The requests for approval, as fresh as can be had just now. */
  approvals(): Promise<ApprovalList>;
  /** Some client asked for the requests and is to hear of every change, or none is any more. */
  approvalsFollowed(wanted: boolean): void;
  /** A page of the registry's audit. */
  audit(after: number): Promise<AuditPage>;
  /** What the registry's tables hold, for the same readers. */
  auditedRows(after: string): Promise<AuditedRows>;
  calls(): Promise<readonly EndedCall[]>;
  myUsage(): Promise<MyUsage>;
  serverUsage(server: string): Promise<ServerUsage>;
  toolInputs(server: string): ToolInputs;
  signIn(params: Extract<ControlRequest, { method: "signIn" }>["params"]): Promise<void>;
  signOut(): Promise<void>;
  /** Where a client's version is later than ours: resolves when the endpoint's name is free. Null otherwise. */
  giveWay(version: string): Promise<void> | null;
  /** Ends the broker after this turn. */
  shutdown(): void;
}

/** Tokens and a well-known document are all that is ever sent here. */
const longestMessage = 256 * 1024;

export class ControlServer {
  readonly #controlled: Controlled;
  readonly #http = createServer((_request, response) => response.writeHead(426, { upgrade: "websocket" }).end());
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage });
  /** Who hears of the requests, with the folders that an editor's window shows. */
  readonly #followers = new Map<WebSocket, readonly string[]>();

  constructor(key: string, controlled: Controlled) {
    this.#controlled = controlled;
    this.#http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const given = request.headers["x-drawbridge-key"];
      const path = request.url?.split("?")[0];
      if (path !== "/control" || typeof given !== "string" || !sameKey(given, key)) {
        socket.end(
          `HTTP/1.1 ${path === "/control" ? "401 Unauthorized" : "404 Not Found"}\r\nconnection: close\r\n\r\n`,
        );
        return;
      }
      const version = request.headers["x-drawbridge-version"];
      const free = typeof version === "string" ? controlled.giveWay(version) : null;
      if (free !== null) {
        void free.then(() => socket.end("HTTP/1.1 410 Gone\r\nconnection: close\r\n\r\n"));
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#greet(client));
    });
  }

  get clients(): number {
    return this.#sockets.clients.size;
  }

  accept(socket: Socket): void {
    this.#http.emit("connection", socket);
    socket.resume();
  }

  /** Tells every client. */
  announce(event: Extract<ControlMessage, { event: string }>): void {
    const text = JSON.stringify(event);
    for (const client of this.#sockets.clients) client.send(text);
  }

  close(): void {
    for (const client of this.#sockets.clients) client.close(1001);
  }

  #greet(client: WebSocket): void {
    client.on("error", () => client.terminate());
    client.on("close", () => {
      if (!this.#followers.delete(client)) return;
      this.#controlled.approvalsFollowed(this.#followers.size > 0);
      this.#tellWindows();
    });
    client.on("message", (data, binary) => void this.#requested(client, binary ? "" : String(data)));
  }

  async #requested(client: WebSocket, text: string): Promise<void> {
    const request = readRequest(text);
    if (request === null) {
      client.send(
        JSON.stringify(failed(idOf(text), "bad-request", "The broker does not know this request. Update Drawbridge.")),
      );
      return;
    }
    if (request.method === "approvals") {
      this.#followers.set(client, request.params?.folders ?? []);
      this.#controlled.approvalsFollowed(true);
      this.#tellWindows();
    }
    client.send(JSON.stringify(await this.#answer(request)));
  }

  /** Each window hears what the others show. */
  #tellWindows(): void {
    for (const client of this.#followers.keys()) {
      const folders = [...this.#followers].flatMap(([other, shown]) => (other === client ? [] : shown));
      client.send(JSON.stringify({ event: "windows", folders } satisfies ControlMessage));
    }
  }

  async #answer(request: ControlRequest): Promise<ControlMessage> {
    try {
      return { id: request.id, result: await this.#run(request) };
    } catch (error) {
      if (error instanceof ProxyError) return failed(request.id, codeOf(error), error.message);
      return failed(request.id, "internal", "The broker failed. See broker.log, then try again.");
    }
  }

  async #run(request: ControlRequest): Promise<unknown> {
    switch (request.method) {
      case "status":
        return this.#controlled.status();
      case "servers":
        return this.#controlled.servers();
      case "approvals":
        return this.#controlled.approvals();
      case "audit":
        return this.#controlled.audit(request.params.after);
      case "auditedRows":
        return this.#controlled.auditedRows(request.params.after);
      case "calls":
        return { calls: await this.#controlled.calls() };
      case "myUsage":
        return this.#controlled.myUsage();
      case "serverUsage":
        return this.#controlled.serverUsage(request.params.server);
      case "toolInputs":
        return this.#controlled.toolInputs(request.params.server);
      case "signIn":
        await this.#controlled.signIn(request.params);
        return this.#controlled.status();
      case "signOut":
        await this.#controlled.signOut();
        return this.#controlled.status();
      case "shutdown":
        setImmediate(() => this.#controlled.shutdown());
        return {};
    }
  }
}

function readRequest(text: string): ControlRequest | null {
  try {
    return ControlRequest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The id of a request that cannot be read, so that its sender does not wait in vain. */
function idOf(text: string): number {
  const id = Number(/"id"\s*:\s*(\d+)/.exec(text)?.[1] ?? 0);
  return Number.isSafeInteger(id) ? id : 0;
}

const failed = (id: number, code: z.infer<typeof ControlFailure>["code"], message: string): ControlMessage => ({
  id,
  error: { code, message },
});

function codeOf({ code }: ProxyError): z.infer<typeof ControlFailure>["code"] {
  return ControlFailure.shape.code.safeParse(code).data ?? "internal";
}
