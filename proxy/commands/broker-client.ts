/** The command line's end of the control channel (boundary 3): one request after another over `ws` on the broker's endpoint. */
import { once } from "node:events";
import type { Socket } from "node:net";
import type { WellKnown } from "@drawbridge/contracts/registry";
import WebSocket from "ws";
import type { z } from "zod";
import { connectToBroker, readKey, tryConnect } from "../broker/ensure.ts";
import {
  type BrokerStatus,
  type Catalogue,
  ControlMessage,
  type ControlRequest,
  controlResults,
  type HandedTokens,
} from "../contracts/control.ts";
import type { Home } from "../home.ts";
import { CommandFailure } from "./failure.ts";

/** A request as it is before it gets its id. */
type Asked = ControlRequest extends infer Request
  ? Request extends { id: number }
    ? Omit<Request, "id">
    : never
  : never;

/** The program that a broker is started with: the one that runs now. */
export const ownProgram = (): string => process.argv[1] ?? "";

export class BrokerClient {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { done(result: unknown): void; failed(error: Error): void }>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(String(data)));
    socket.on("close", () => this.#end());
  }

  /** Reaches the user's broker, started where none runs. Throws `unreachable`. */
  static async connect(home: Home): Promise<BrokerClient> {
    return BrokerClient.#over(await connectToBroker(home, ownProgram()), home);
  }

  /** The same, but null where no broker runs. */
  static async find(home: Home): Promise<BrokerClient | null> {
    const connection = await tryConnect(home.endpoint);
    return connection === null ? null : BrokerClient.#over(connection, home);
  }

  static async #over(connection: Socket, home: Home): Promise<BrokerClient> {
    const socket = new WebSocket("ws://localhost/control", {
      headers: { "x-drawbridge-key": readKey(home) },
      createConnection: () => connection,
    });
    try {
      await once(socket, "open");
    } catch (error) {
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
    if (message === undefined || "event" in message) return;
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

const lost = (message: string): CommandFailure => new CommandFailure("unreachable", message);
const endedMidway = (): CommandFailure => lost("The broker ended while it was asked. Try again.");
