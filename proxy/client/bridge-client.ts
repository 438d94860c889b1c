/**
 * Speaks MCP with a server through the broker's endpoint, exactly as a bridge and its agent do: the hello line of
 * boundary 2, then newline-delimited JSON of revision 2026-07-28.
 */

import type { Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import type { CommandErrorCode } from "@drawbridge/contracts/error-codes/commands";
import { z } from "zod";
import { connectToBroker, readKey } from "../broker/ensure.ts";
import { type BridgeHello, BrokerHello } from "../contracts/bridge.ts";
import { bridgeNotificationOf } from "../contracts/bridge-notifications.ts";
import type { OwnAgent } from "../contracts/own-agents.ts";
import type { Home } from "../files/home.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { version } from "../kernel/version.ts";
import { CommandFailure } from "../terminal/failure.ts";
import { ownProgram } from "./broker-client.ts";

/** The code of a JSON-RPC error that came from a server without a code of Drawbridge's. */
export const protocolError = "protocol-error" satisfies CommandErrorCode;

const Answer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z
    .object({ message: z.string(), data: z.object({ code: z.string().optional() }).optional().catch(undefined) })
    .optional(),
});

/** Messages that are not answers: progress, and what the broker says only to a bridge. */
const Aside = z.object({
  method: z.string(),
  params: z.object({ requestId: z.number().optional(), message: z.string().optional() }).optional(),
});

/** Who speaks. Each of the two is a person's own program, so it waits for a decision without a time limit. */
export interface Speaker {
  /** The agent's name in requests for approval and in the list of calls. */
  readonly agent: OwnAgent;
  /** The program that starts a broker where none runs. */
  readonly program: string;
  /** The folder that the person works in; undefined if there is none. */
  readonly cwd: string | undefined;
}

const commandLine = (): Speaker => ({ agent: "drawbridge-cli", program: ownProgram(), cwd: process.cwd() });

/** What a modern request says of its sender (2026-07-28, `_meta` of every request). */
const senderOf = (agent: OwnAgent) => ({
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: agent, version },
  "io.modelcontextprotocol/clientCapabilities": {},
});

interface Waiting {
  readonly method: string;
  done(result: unknown): void;
  failed(error: Error): void;
  /** The call waits for a person, so nothing of it runs. */
  held: boolean;
}

export class BridgeClient {
  /** Called with each progress message that differs from the one before. */
  onProgress: (message: string) => void = () => {};
  /** Called when a call begins or ends to wait for a person. While it waits, nothing of it runs. */
  onHeld: (held: boolean) => void = () => {};
  #progress = "";
  readonly #agent: OwnAgent;
  readonly #socket: Socket;
  readonly #lines: Interface;
  readonly #waiting = new Map<number, Waiting>();
  #greeted: { done(): void; failed(error: Error): void } | null = null;
  #lastId = 0;

  private constructor(socket: Socket, agent: OwnAgent) {
    this.#socket = socket;
    this.#agent = agent;
    this.#lines = createInterface({ input: socket });
    this.#lines.on("line", (line) => this.#receive(line));
    socket.on("error", () => {});
    socket.on("close", () => this.#end());
  }

  /** Throws `unreachable` if the broker cannot be reached or refuses the hello. */
  static async connect(home: Home, server: string, speaker = commandLine()): Promise<BridgeClient> {
    const { agent, program, cwd } = speaker;
    const client = new BridgeClient(await connectToBroker(home, program), agent);
    const own = { version, key: readKey(home), pid: process.pid, cwd };
    const hello: BridgeHello = { drawbridge: 1, server, ...own };
    await new Promise<void>((done, failed) => {
      client.#greeted = { done, failed };
      client.#socket.write(`${JSON.stringify(hello)}\n`);
    });
    return client;
  }

  /** Sends one request and returns its result. Throws a failure with the broker's or the server's code. */
  async request<T>(method: string, params: Record<string, unknown>, schema: z.ZodType<T>): Promise<T> {
    const result = await new Promise((done, failed) => {
      if (this.#socket.destroyed) return failed(endedBefore());
      this.#lastId += 1;
      const id = this.#lastId;
      this.#waiting.set(id, { method, done, failed, held: false });
      const request = {
        jsonrpc: "2.0",
        id,
        method,
        params: { ...params, _meta: { ...senderOf(this.#agent), progressToken: id } },
      };
      this.#socket.write(`${JSON.stringify(request)}\n`);
    });
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    throw new CommandFailure(
      "bad-upstream",
      `The server's answer to ${method} is not what the protocol says. Tell its owner.`,
    );
  }

  /** Cancels the requests under way. They get no answer any more: `request` never settles for them. */
  cancel(): void {
    for (const requestId of this.#waiting.keys())
      this.#socket.write(`${JSON.stringify({ jsonrpc: "2.0", method: methods.cancelled, params: { requestId } })}\n`);
    this.#waiting.clear();
  }

  close(): void {
    this.#lines.close();
    this.#socket.destroy();
  }

  #receive(line: string): void {
    const message: unknown = JSON.parse(line);
    if (this.#greeted !== null) {
      const greeting = BrokerHello.safeParse(message).data;
      if (greeting?.ok === true) this.#greeted.done();
      else
        this.#greeted.failed(unreachable(greeting?.message ?? "What listens at the broker's endpoint is no broker."));
      this.#greeted = null;
      return;
    }
    const answer = Answer.safeParse(message).data;
    if (answer === undefined) {
      this.#hear(Aside.safeParse(message).data);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error === undefined) waiting?.done(answer.result);
    else waiting?.failed(new CommandFailure(answer.error.data?.code ?? protocolError, answer.error.message));
  }

  #hear(aside: z.infer<typeof Aside> | undefined): void {
    const notice = bridgeNotificationOf(aside?.method ?? null);
    const call = this.#waiting.get(aside?.params?.requestId ?? 0);
    if (notice !== null && call) {
      call.held = notice === "held";
      this.onHeld(call.held);
    }
    const progress = aside?.method === methods.progress ? aside.params?.message : undefined;
    if (progress === undefined || progress === this.#progress) return;
    this.#progress = progress;
    this.onProgress(progress);
  }

  #end(): void {
    this.#greeted?.failed(endedBefore());
    for (const { failed, held, method } of this.#waiting.values())
      failed(held ? endedWhileHeld() : endedMidway(method));
    this.#waiting.clear();
  }
}

const unreachable = (message: string): CommandFailure => new CommandFailure("unreachable", message);
const endedWhileHeld = (): CommandFailure =>
  new CommandFailure(
    "approval-pending",
    "The broker ended while the call waited for approval. Nothing ran, and the request stays: call again.",
  );
const endedBefore = (): CommandFailure =>
  unreachable("The broker ended before the request reached it, so nothing ran. Try again.");
const endedMidway = (method: string): CommandFailure =>
  method === methods.callTool
    ? new CommandFailure(
        "may-have-run",
        "The broker ended before the answer came. A call may have run: check its effect before you call again.",
      )
    : unreachable("The broker ended before the answer came. The request only reads, so try again.");
