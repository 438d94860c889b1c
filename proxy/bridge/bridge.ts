/**
 * The pipe between one agent's stdio and the broker. Bytes pass unchanged, and the scanner reads the envelope of each
 * line on the way. When the broker dies, the bridge joins another one. It answers for the dead broker only the requests
 * that would otherwise never get an answer.
 */
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { bridgeNotificationOf } from "../contracts/bridge-notifications.ts";
import { moveOnMethod } from "../contracts/move-on.ts";
import { type Failure, failureAnswer } from "../kernel/failure.ts";
import { type Envelope, LineScanner } from "../kernel/line-scanner.ts";
import * as methods from "../kernel/mcp-methods.ts";
import { Conversation, maxKeptLineBytes, type Waiting } from "./conversation.ts";
import { greet } from "./greeting.ts";

export interface BridgeParts {
  readonly input: Readable;
  readonly output: Writable;
  /** Connects to a broker, and starts one if none runs. Throws an Error with a sentence. */
  connect(): Promise<Socket>;
  /** The line that opens every connection. It is called after `connect`. `again` says whether a broker was there before. */
  hello(again: boolean): string;
  /** Writes one readable line for the person who runs the agent. */
  complain(message: string): void;
}

/** How much (bytes) may wait for a broker before the bridge stops reading from the agent. */
const maxPendingBytes = 4 * 1024 * 1024;
/** A broker that runs at least this long (ms) after the bridge joined it does not count as a quick failure. */
const stableAfterMs = 1_000;
/** After this many quick failures in a row, the bridge pauses before the next try. */
const maxQuickRetries = 3;
const maxPauseMs = 5_000;

const sendAgain = "The request only reads, so send it again.";
const diedMidCall: Failure = {
  code: "may-have-run",
  message:
    "Drawbridge's broker ended before the answer came. The call may have run: check its effect before you call again.",
};
const diedMidRead: Failure = {
  code: "unreachable",
  message: `Drawbridge's broker ended before the answer came. ${sendAgain}`,
};
const diedWhileHeld: Failure = {
  code: "approval-pending",
  message:
    "Drawbridge's broker ended while the call waited for approval. Nothing ran, and the request for approval stays. Call again with the same arguments: the person is not asked twice.",
};
const diedMidLine: Failure = {
  code: "unreachable",
  message: "Drawbridge's broker ended before the call reached it, so the call did not run. Call again.",
};

export class Bridge {
  readonly #parts: BridgeParts;
  readonly #conversation = new Conversation();
  readonly #fromAgent = new LineScanner();
  #socket: Socket | null = null;
  /** Why there is no broker. It is set once the bridge has given up waiting for one. */
  #unavailable: Failure | null = null;
  /** Whether the broker has a successor. The bridge goes there as soon as nothing would be lost. */
  #sentOn = false;
  /**
   * Pieces of the line that the agent is writing. Without a broker all of them are kept, with one only up to a limit.
   */
  #line: Buffer[] = [];
  #lineBytes = 0;
  /**
   * Why the rest of the agent's current line is dropped: its beginning went to a broker that died, or there was no
   * broker.
   */
  #dropping: Failure | null = null;
  #pending: { readonly envelope: Envelope; readonly line: Buffer }[] = [];
  #pendingBytes = 0;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
  }

  /** Runs until the process ends. */
  async run(): Promise<never> {
    this.#parts.input.on("data", (chunk: Buffer) => this.#agentWrote(chunk));
    let again = false;
    for (let failures = 0; ; ) {
      let joinedAt = Date.now();
      try {
        const socket = await this.#parts.connect();
        joinedAt = Date.now();
        if (await greet(socket, this.#parts.hello(again))) {
          again = true;
          await this.#serve(socket);
        }
      } catch (error) {
        this.#giveUp(error instanceof Error ? error.message : String(error));
      }
      failures = Date.now() - joinedAt < stableAfterMs ? failures + 1 : 0;
      if (failures > maxQuickRetries) await pause(Math.min(100 * 2 ** (failures - maxQuickRetries), maxPauseMs));
    }
  }

  #agentWrote(chunk: Buffer): void {
    let start = 0;
    let forwarded = 0;
    // Forward the bytes first, so that the broker works on them while the bridge takes its notes.
    if (this.#socket && !this.#dropping) {
      this.#forward(this.#socket, chunk);
      forwarded = chunk.length;
    }
    this.#fromAgent.scan(chunk, (envelope, end) => {
      const piece = chunk.subarray(start, end);
      start = end;
      if (this.#dropping) {
        this.#answer([envelope], this.#dropping);
        this.#dropping = null;
        forwarded = end;
      } else if (this.#socket) {
        this.#conversation.sent(envelope, this.#kept(envelope, piece));
      } else {
        forwarded = end;
        this.#park(envelope, Buffer.concat([...this.#line, piece]));
      }
      this.#line = [];
      this.#lineBytes = 0;
    });
    const rest = chunk.subarray(start);
    if (this.#dropping) return;
    const roomy = !this.#socket || this.#lineBytes + rest.length <= maxKeptLineBytes;
    if (rest.length > 0 && roomy) this.#line.push(rest);
    this.#lineBytes += rest.length;
    if (this.#socket) this.#forward(this.#socket, chunk.subarray(forwarded));
    else this.#holdBack();
    this.#moveOn();
  }

  /**
   * Leaves a broker that has a successor, between two calls. The bytes already written are sent before the connection
   * ends.
   */
  #moveOn(): void {
    if (!this.#sentOn || !this.#socket || this.#fromAgent.midLine || !this.#conversation.movable) return;
    this.#socket.end();
    this.#socket = null;
  }

  /** The whole line, if it may be needed again and is short enough to keep; else null. */
  #kept(envelope: Envelope, piece: Buffer): Buffer | null {
    if (envelope.method === null || envelope.bytes > maxKeptLineBytes) return null;
    return Buffer.concat([...this.#line, piece]);
  }

  #forward(socket: Socket, bytes: Buffer): void {
    if (bytes.length > 0 && !socket.write(bytes)) this.#parts.input.pause();
  }

  /** Without a broker, the line waits. If the bridge has given up waiting, it answers the line. */
  #park(envelope: Envelope, line: Buffer): void {
    if (this.#unavailable) {
      this.#answer([envelope], this.#unavailable);
    } else {
      this.#pending.push({ envelope, line });
      this.#pendingBytes += line.length;
    }
  }

  #holdBack(): void {
    if (this.#unavailable && this.#lineBytes > maxKeptLineBytes) {
      this.#dropping = this.#unavailable;
      this.#line = [];
    } else if (this.#pendingBytes + this.#lineBytes > maxPendingBytes) {
      this.#parts.input.pause();
    }
  }

  #giveUp(message: string): void {
    this.#parts.complain(message);
    const failure: Failure = { code: "unreachable", message: `${message} The call did not run.` };
    this.#unavailable = failure;
    // These went to a broker that died. They only read or set something, so each would have been sent again.
    this.#answer(this.#conversation.abandon(), { ...failure, message: `${message} ${sendAgain}` });
    for (const { envelope } of this.#pending) this.#answer([envelope], failure);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#holdBack();
    this.#parts.input.resume();
  }

  #answer(requests: readonly (Envelope | Waiting)[], failure: Failure): void {
    for (const { id, method } of requests) {
      if (id !== null && method !== null) this.#parts.output.write(failureAnswer(id, method, failure));
    }
  }

  /** Speaks for the agent to one broker until the connection is gone. */
  async #serve(socket: Socket): Promise<void> {
    const { input, output } = this.#parts;
    const { lines, swallow } = this.#conversation.rejoin();
    for (const line of lines) socket.write(line);
    for (const { envelope, line } of this.#pending) {
      this.#conversation.sent(envelope, envelope.bytes > maxKeptLineBytes ? null : line);
      socket.write(line);
    }
    for (const piece of this.#line) socket.write(piece);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#socket = socket;
    this.#unavailable = null;
    this.#sentOn = false;
    const answers = new Answers(this.#conversation, swallow);
    const unblock = () => socket.resume();
    output.on("drain", unblock);
    socket.on("drain", () => input.resume());
    input.resume();
    const brokerClosed = new Promise<void>((done) => socket.once("close", () => done()));
    socket.on("data", (chunk: Buffer) => {
      output.cork();
      let room = true;
      for (const bytes of answers.take(chunk)) room = output.write(bytes);
      output.uncork();
      if (!room) socket.pause();
      this.#sentOn ||= answers.sentOn;
      this.#moveOn();
    });
    socket.resume();
    await brokerClosed;
    output.off("drain", unblock);
    // If the bridge left by itself, the socket is no longer this one, and what the agent has written since waits for
    // the next broker.
    if (this.#socket === socket) {
      this.#socket = null;
      if (this.#fromAgent.midLine && !this.#dropping) this.#dropping = diedMidLine;
      this.#line = [];
    }
    for (const call of this.#conversation.lost()) this.#answer([call], deathOf(call));
    input.resume();
  }
}

/** Turns what a broker sends into whole lines for the agent. Half a line of a broker that dies is never passed on. */
class Answers {
  readonly #conversation: Conversation;
  readonly #scanner = new LineScanner();
  readonly #swallow: Set<string>;
  /** Whether the broker said that it has a successor. */
  sentOn = false;
  #held: Buffer[] = [];

  constructor(conversation: Conversation, swallow: ReadonlySet<string>) {
    this.#conversation = conversation;
    this.#swallow = new Set(swallow);
  }

  /** Returns the bytes to pass on after this chunk. */
  take(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let from = 0;
    let lineStart = 0;
    this.#scanner.scan(chunk, (envelope, end) => {
      if (this.#keeps(envelope)) {
        if (lineStart > from) out.push(...this.#held, chunk.subarray(from, lineStart));
        this.#held = [];
        from = end;
      } else {
        const start = lineStart;
        const before = start === 0 ? this.#held : [];
        this.#conversation.received(envelope, () => Buffer.concat([...before, chunk.subarray(start, end)]));
      }
      lineStart = end;
    });
    if (lineStart > from) {
      out.push(...this.#held, chunk.subarray(from, lineStart));
      this.#held = [];
    }
    if (lineStart < chunk.length) this.#held.push(chunk.subarray(lineStart));
    return out;
  }

  /**
   * Whether the bridge keeps a line from the agent, because it is meant for the bridge, or is an answer that the agent
   * already has.
   */
  #keeps({ id, method, cancels }: Envelope): boolean {
    if (method === moveOnMethod) this.sentOn = true;
    const notice = bridgeNotificationOf(method);
    if (notice !== null) this.#conversation.held(cancels, notice === "held");
    if (method !== null) return method === moveOnMethod || notice !== null;
    return this.#swallow.size > 0 && id !== null && this.#swallow.delete(id);
  }
}

function deathOf({ held, repeated, method }: Waiting): Failure {
  if (held) return diedWhileHeld;
  return repeated || methods.reads.has(method) || methods.isList(method) ? diedMidRead : diedMidCall;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
