/** The command line's and the extension's end of the control channel (boundary 3): requests and events over `ws` on the broker's endpoint. */

import { once } from "node:events";
import { Agent } from "node:http";
import type { Socket } from "node:net";
import { systemErrorCode } from "@drawbridge/contracts/system-error";
import WebSocket from "ws";
import { connectToBroker, readKey, tryConnect } from "../broker/ensure.ts";
import { ControlAnswer, ControlEvent } from "../contracts/control.ts";
import {
  type ControlMethod,
  type ControlParams,
  type ControlResult,
  controlRows,
} from "../contracts/control-methods.ts";
import type { Home } from "../files/home.ts";
import { version } from "../kernel/version.ts";
import { CommandFailure } from "../terminal/failure.ts";

/** The arguments for a method's parameters; none if the method takes none. */
type RequestArguments<M extends ControlMethod> = undefined extends ControlParams[M]
  ? [params?: ControlParams[M]]
  : [params: ControlParams[M]];

/** The program that a broker is started with, which is the one that runs now. */
export const ownProgram = (): string => process.argv[1] ?? "";

/** How often we connect again if the broker ends while we connect. */
const maxTries = 10;

export class BrokerClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { done(result: unknown): void; failed(error: Error): void }>();
  readonly #listeners = new Set<(event: ControlEvent) => void>();
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((done) => socket.once("close", () => done()));
    socket.on("message", (data) => this.#receive(String(data)));
    socket.on("close", () => this.#end());
  }

  /**
   * Connects to the user's broker, or has `program` run one. A broker of an older version gives way first. Throws
   * `unreachable`.
   */
  static async connect(home: Home, program = ownProgram()): Promise<BrokerClient> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const own = { "x-drawbridge-version": version };
      const client = await BrokerClient.#over(await connectToBroker(home, program), home, own);
      if (client !== null) return client;
    }
    throw lost("The broker ends as soon as it is reached. Run `drawbridge doctor`.");
  }

  /** Connects to the broker that runs, of any version; null if none runs. */
  static async find(home: Home): Promise<BrokerClient | null> {
    const connection = await tryConnect(home.endpoint);
    return connection === null ? null : BrokerClient.#over(connection, home, {});
  }

  /** Null if the broker gave way, or was just ending. */
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
    // A failure also closes the socket, and the `close` event fails the waiting requests.
    socket.on("error", () => {});
    return new BrokerClient(socket);
  }

  /** Sends one request and returns its answer. Throws the broker's own failure, or `unreachable`. */
  async request<M extends ControlMethod>(method: M, ...[params]: RequestArguments<M>): Promise<ControlResult[M]> {
    const answer = await new Promise((done, failed) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return failed(endedMidway());
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { done, failed });
      this.#socket.send(JSON.stringify({ method, params, id: this.#lastId }));
    });
    const { success, data } = controlRows[method].result.safeParse(answer);
    if (success) return data;
    throw lost("The broker that runs is of another version. Run `drawbridge broker --stop`, then try again.");
  }

  /** Resolves when the broker has closed the connection. */
  async shutdown(): Promise<void> {
    const closed = once(this.#socket, "close");
    await this.request("shutdown");
    await closed;
  }

  onEvent(listener: (event: ControlEvent) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#socket.close();
  }

  #receive(text: string): void {
    const message: unknown = JSON.parse(text);
    const event = ControlEvent.safeParse(message).data;
    if (event !== undefined) {
      for (const listener of this.#listeners) listener(event);
      return;
    }
    const answer = ControlAnswer.safeParse(message).data;
    if (answer === undefined) return;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error !== undefined) waiting?.failed(new CommandFailure(answer.error.code, answer.error.message));
    else waiting?.done(answer.result);
  }

  #end(): void {
    for (const { failed } of this.#waiting.values()) failed(endedMidway());
    this.#waiting.clear();
  }
}

/**
 * Gives out a connection that exists already. It is an agent because VS Code's extension host patches `http` and drops
 * every other way to pass a connection, but keeps an agent for localhost.
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
/** Whether the connection was made and its other end was already closed (`socket hang up` has the same code). */
const wasDying = (error: unknown): boolean => ["ECONNRESET", "EPIPE"].includes(systemErrorCode(error) ?? "");
