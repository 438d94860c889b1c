/** The command line's and the extension's end of the control channel (boundary 3): requests and events over `ws` on the broker's endpoint. */
import { once } from "node:events";
import { Agent } from "node:http";
import type { Socket } from "node:net";
import type { AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import type { WellKnown } from "@drawbridge/contracts/registry";
import type { MyUsage, ServerUsage } from "@drawbridge/contracts/usage";
import WebSocket from "ws";
import type { z } from "zod";
import { connectToBroker, readKey, tryConnect } from "../broker/ensure.ts";
import {
  type ApprovalList,
  type BrokerStatus,
  type Catalogue,
  ControlMessage,
  type ControlRequest,
  controlResults,
  type EndedCall,
  type HandedTokens,
  type ToolInputs,
} from "../contracts/control.ts";
import type { Home } from "../files/home.ts";
import { version } from "../kernel/version.ts";
import { CommandFailure } from "../terminal/failure.ts";

/** A request as it is before it gets its id. */
type Asked = ControlRequest extends infer Request
  ? Request extends { id: number }
    ? Omit<Request, "id">
    : never
  : never;

/** What the broker says without being asked. */
export type BrokerEvent = Extract<ControlMessage, { event: string }>;

/** The program that a broker is started with: the one that runs now. */
export const ownProgram = (): string => process.argv[1] ?? "";

/** How often a broker that ends under our hands is tried again. */
const maxTries = 10;

export class BrokerClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { done(result: unknown): void; failed(error: Error): void }>();
  readonly #listeners = new Set<(event: BrokerEvent) => void>();
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((done) => socket.once("close", () => done()));
    socket.on("message", (data) => this.#receive(String(data)));
    socket.on("close", () => this.#end());
  }

  /** Reaches the user's broker, or has `program` run one; one of an older version gives way first. Throws `unreachable`. */
  static async connect(home: Home, program = ownProgram()): Promise<BrokerClient> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const own = { "x-drawbridge-version": version };
      const client = await BrokerClient.#over(await connectToBroker(home, program), home, own);
      if (client !== null) return client;
    }
    throw lost("The broker ends as soon as it is reached. Run `drawbridge doctor`.");
  }

  /** The one that runs, whatever its version; null where none does. */
  static async find(home: Home): Promise<BrokerClient | null> {
    const connection = await tryConnect(home.endpoint);
    return connection === null ? null : BrokerClient.#over(connection, home, {});
  }

  /** Null where the broker gave way, or was just dying. */
  static async #over(
    connection: Socket,
    home: Home,
    headers: Readonly<Record<string, string>>,
  ): Promise<BrokerClient | null> {
    const socket = new WebSocket("ws://localhost/control", {
      headers: { ...headers, "x-drawbridge-key": readKey(home) },
      agent: new OverConnection(connection),
    });
    let gaveWay = false;
    socket.once("unexpected-response", (request, { statusCode }) => {
      gaveWay = statusCode === 410;
      request.destroy(new Error(`HTTP ${statusCode}`));
    });
    try {
      await once(socket, "open");
    } catch (error) {
      if (gaveWay || wasDying(error)) return null;
      const why = error instanceof Error ? error.message : String(error);
      throw lost(`The broker did not take the connection (${why}). Run \`drawbridge doctor\`.`);
    }
    // A failure closes the socket, and that is what the requests hear.
    socket.on("error", () => {});
    return new BrokerClient(socket);
  }

  status(): Promise<BrokerStatus> {
    return this.#ask({ method: "status" }, controlResults.status);
  }

  servers(): Promise<Catalogue> {
    return this.#ask({ method: "servers" }, controlResults.servers);
  }

  /** The requests for approval; from then on `onEvent` hears of every change. `folders`: what an editor's window shows. */
  approvals(folders: readonly string[] = []): Promise<ApprovalList> {
    return this.#ask({ method: "approvals", params: { folders: [...folders] } }, controlResults.approvals);
  }

  /** A page of the registry's audit, after entry number `after`. Throws `not-allowed` where the user is no auditor. */
  audit(after: number): Promise<AuditPage> {
    return this.#ask({ method: "audit", params: { after } }, controlResults.audit);
  }

  /** What the registry's tables hold, after the row `after`. Throws as `audit`. */
  auditedRows(after: string): Promise<AuditedRows> {
    return this.#ask({ method: "auditedRows", params: { after } }, controlResults.auditedRows);
  }

  /** The calls of this machine's agents that ended last, the latest first; `onEvent` hears of each one from then on. */
  async calls(): Promise<readonly EndedCall[]> {
    return (await this.#ask({ method: "calls" }, controlResults.calls)).calls;
  }

  /** The signed-in user's own use. */
  myUsage(): Promise<MyUsage> {
    return this.#ask({ method: "myUsage" }, controlResults.myUsage);
  }

  /** A server's use by everybody. */
  serverUsage(server: string): Promise<ServerUsage> {
    return this.#ask({ method: "serverUsage", params: { server } }, controlResults.serverUsage);
  }

  /** What a server's tools take, as far as an agent of this machine was told. */
  toolInputs(server: string): Promise<ToolInputs> {
    return this.#ask({ method: "toolInputs", params: { server } }, controlResults.toolInputs);
  }

  signIn(wellKnown: WellKnown, tokens: HandedTokens): Promise<BrokerStatus> {
    return this.#ask({ method: "signIn", params: { wellKnown, tokens } }, controlResults.signIn);
  }

  signOut(): Promise<BrokerStatus> {
    return this.#ask({ method: "signOut" }, controlResults.signOut);
  }

  /** Resolves when the broker has let go of the connection. */
  async shutdown(): Promise<void> {
    const closed = once(this.#socket, "close");
    await this.#ask({ method: "shutdown" }, controlResults.shutdown);
    await closed;
  }

  onEvent(listener: (event: BrokerEvent) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#socket.close();
  }

  async #ask<T>(asked: Asked, schema: z.ZodType<T>): Promise<T> {
    const result = await new Promise((done, failed) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return failed(endedMidway());
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { done, failed });
      this.#socket.send(JSON.stringify({ ...asked, id: this.#lastId }));
    });
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    throw lost("The broker that runs is of another version. Run `drawbridge broker --stop`, then try again.");
  }

  #receive(text: string): void {
    const message = ControlMessage.safeParse(JSON.parse(text)).data;
    if (message === undefined) return;
    if ("event" in message) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("error" in message) waiting?.failed(new CommandFailure(message.error.code, message.error.message));
    else waiting?.done(message.result);
  }

  #end(): void {
    for (const { failed } of this.#waiting.values()) failed(endedMidway());
    this.#waiting.clear();
  }
}

/**
 * Gives out a connection that is there already. As an agent, because VS Code's extension host patches `http` and drops
 * whoever else would connect; an agent for localhost it leaves alone.
 */
class OverConnection extends Agent {
  readonly #connection: Socket;

  constructor(connection: Socket) {
    super();
    this.#connection = connection;
  }

  override createConnection(): Socket {
    return this.#connection;
  }
}

const lost = (message: string): CommandFailure => new CommandFailure("unreachable", message);
const endedMidway = (): CommandFailure => lost("The broker ended while it was asked. Try again.");
/** The connection was there, and its other end was not any more (`socket hang up` has the same code). */
const wasDying = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
