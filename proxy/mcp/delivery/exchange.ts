/**
 * One HTTP exchange with an upstream, read to its end: the messages that came, or why none came. It does not interpret
 * them.
 */
import type { IncomingMessage } from "node:http";
import { isObject } from "../../kernel/json.ts";
import { isResponse, type Message, messageOf, objectOf, withoutNewlines } from "../../kernel/message.ts";
import { withoutMark } from "../../network/byte-order-mark.ts";
import { EventSplitter } from "../../network/event-stream.ts";
import { type HttpChannel, type HttpRequest, NoAnswer } from "../../network/http-channel.ts";

export type Outcome =
  /** The answer to the request. */
  | { readonly kind: "answered"; readonly message: Message; readonly response: IncomingMessage }
  /** 202, or a stream that ended normally, for a message that needs no answer. */
  | { readonly kind: "accepted"; readonly response: IncomingMessage }
  /** A status other than 200 and 202, or an error for the request that does not name the request's id. */
  | { readonly kind: "refused"; readonly response: IncomingMessage; readonly body: Buffer }
  /** The request never reached the server. `refusedByHost`: the host is there, and refused the connection. */
  | { readonly kind: "unsent"; readonly why: string; readonly refusedByHost: boolean }
  /**
   * It may have reached the server, and the answer did not come. A stream that can be resumed says from which event.
   * `words` is the last event that was no message, in case it says why.
   */
  | {
      readonly kind: "lost";
      readonly why: string;
      readonly lastEventId: string | null;
      readonly retry: number | null;
      readonly words: string;
    }
  | { readonly kind: "garbage"; readonly why: string }
  | { readonly kind: "silent" };

export interface Reading {
  /** JSON text of the request's id; null if no answer is awaited. */
  readonly awaits: string | null;
  /** Gets every message except the awaited answer. False asks to pause the stream until `drained`. */
  onMessage(message: Message): boolean;
  /** Resolves when the messages that waited have been written. */
  drained(): Promise<void>;
  /** The last event of the stream that is resumed. It stays the last one until another comes (WHATWG HTML §9.2.6). */
  readonly lastEventId?: string | null;
  /** Called when the server has opened a stream. */
  onOpen?(): void;
  /** Longest silence (ms) before the exchange is given up; null for a stream that only listens. */
  readonly silenceTimeoutMs: number | null;
}

/**
 * Longest answer (bytes) that is held. Agents cut answers at thousands of characters, so this only protects against a
 * server that never ends.
 */
export const maxAnswerBytes = 256 * 1024 * 1024;
const maxRefusalBytes = 64 * 1024;
/** How much (bytes) is kept of an event that is no message. */
const maxWordsBytes = 2_000;

/** Sends the request and reads the answer. Rejects only with the abort of `signal`. */
export async function exchange(
  channel: HttpChannel,
  request: HttpRequest,
  reading: Reading,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  const silenceTimer = new SilenceTimer(signal, reading.silenceTimeoutMs);
  const unsent = ({ message, refusedByHost }: NoAnswer): Outcome => {
    if (silenceTimer.silent) return { kind: "unsent", why: "no connection in time", refusedByHost: false };
    return { kind: "unsent", why: message, refusedByHost };
  };
  const lost = (error: unknown): Outcome => {
    if (silenceTimer.silent) return { kind: "silent" };
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "lost", why, lastEventId: null, retry: null, words: "" };
  };
  try {
    const response = await channel.send(request, silenceTimer.bind);
    silenceTimer.bind(response);
    return await read(response, reading, silenceTimer);
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof NoAnswer && !error.sent ? unsent(error) : lost(error);
  } finally {
    silenceTimer.end();
    signal.throwIfAborted();
  }
}

async function read(response: IncomingMessage, reading: Reading, silenceTimer: SilenceTimer): Promise<Outcome> {
  const status = response.statusCode ?? 0;
  if (status === 202 || status === 204) {
    response.resume();
    return { kind: "accepted", response };
  }
  if (status !== 200) return { kind: "refused", response, body: await bodyOf(response, maxRefusalBytes, silenceTimer) };
  const type = response.headers["content-type"] ?? "";
  if (type.startsWith("text/event-stream")) return readStream(response, reading, silenceTimer);
  if (type.startsWith("application/json")) return readBody(response, reading, silenceTimer);
  response.resume();
  if (reading.awaits === null) return { kind: "accepted", response };
  return { kind: "garbage", why: `it answered ${type.split(";")[0] || "nothing"} instead of MCP` };
}

async function readBody(response: IncomingMessage, reading: Reading, silenceTimer: SilenceTimer): Promise<Outcome> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    silenceTimer.heard();
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) return tooLong;
    pieces.push(chunk);
  }
  if (bytes === 0 && reading.awaits === null) return { kind: "accepted", response };
  const message = messageOf(withoutMark(pieces).map(withoutNewlines));
  if (!message.envelope.whole) return { kind: "garbage", why: "its answer is not a JSON-RPC message" };
  if (isResponse(message) && message.envelope.id === reading.awaits) return { kind: "answered", message, response };
  if (isStrayError(message, reading)) return { kind: "refused", response, body: Buffer.concat(message.pieces) };
  return { kind: "garbage", why: "its answer belongs to another request" };
}

function readStream(response: IncomingMessage, reading: Reading, silenceTimer: SilenceTimer): Promise<Outcome> {
  const splitter = new EventSplitter(reading.lastEventId ?? null);
  let heldBytes = 0;
  let words = "";
  reading.onOpen?.();
  return new Promise((resolve) => {
    const ended = (why: string) => {
      const outcome: Outcome = { kind: "lost", why, lastEventId: splitter.lastId, retry: splitter.retryMs, words };
      resolve(silenceTimer.silent ? { kind: "silent" } : outcome);
    };
    response.on("data", (chunk: Buffer) => {
      silenceTimer.heard();
      heldBytes += chunk.length;
      let room = true;
      splitter.take(chunk, ({ data }) => {
        heldBytes = 0;
        const message = messageOf(data);
        if (reading.awaits !== null && isResponse(message) && message.envelope.id === reading.awaits) {
          resolve({ kind: "answered", message, response });
          if (!response.complete) letEnd(response);
        } else if (!message.envelope.whole) {
          words = Buffer.concat(data).toString("utf8", 0, maxWordsBytes);
        } else if (isStrayError(message, reading)) {
          resolve({ kind: "refused", response, body: Buffer.concat(data) });
          if (!response.complete) letEnd(response);
        } else {
          room = reading.onMessage(message) && room;
        }
      });
      if (heldBytes > maxAnswerBytes) {
        resolve(tooLong);
        response.destroy();
      } else if (!room) {
        response.pause();
        void reading.drained().then(() => response.resume());
      }
    });
    response.on("end", () => ended("the stream ended"));
    response.on("error", (error) => ended(error.message));
    response.on("close", () => ended("the connection closed"));
  });
}

/**
 * Whether a message is an error for the request that does not name the request's id: null because the server did not
 * read that far (JSON-RPC 2.0 §5), or a name of its own, as some SDKs write.
 */
function isStrayError(message: Message, { awaits }: Reading): boolean {
  const { id, method, resultAt } = message.envelope;
  if (awaits === null || method !== null || resultAt >= 0 || id === awaits) return false;
  return isObject(objectOf(message)?.error);
}

/**
 * The server should end the stream after its answer, so that the connection can serve the next call. If it does not, we
 * end it.
 */
function letEnd(response: IncomingMessage): void {
  const timer = setTimeout(() => response.destroy(), endTimeoutMs);
  timer.unref();
  response.once("close", () => clearTimeout(timer));
}

const endTimeoutMs = 1_000;

const tooLong: Outcome = { kind: "garbage", why: `its answer is longer than ${maxAnswerBytes / 1024 / 1024} MiB` };

async function bodyOf(response: IncomingMessage, maxBytes: number, silenceTimer: SilenceTimer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    silenceTimer.heard();
    bytes += chunk.length;
    if (bytes <= maxBytes) pieces.push(chunk);
  }
  return Buffer.concat(pieces);
}

/** Ends an exchange when its caller aborts, or after a silence. Each byte that arrives restarts the timer. */
class SilenceTimer {
  /** Whether a silence ended the exchange. */
  silent = false;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout | null;
  #stream: { destroy(error: Error): unknown } | null = null;

  constructor(signal: AbortSignal, ms: number | null) {
    this.#signal = signal;
    this.#signal.addEventListener("abort", this.#abort);
    this.#timer = ms === null ? null : setTimeout(() => this.#giveUp(), ms);
    this.#timer?.unref();
  }

  readonly bind = (stream: { destroy(error: Error): unknown }): void => {
    this.#stream = stream;
  };

  readonly #abort = (): void => {
    this.#stream?.destroy(new Error("cancelled"));
  };

  #giveUp(): void {
    this.silent = true;
    this.#stream?.destroy(new Error("no answer came"));
  }

  heard(): void {
    this.#timer?.refresh();
  }

  end(): void {
    this.#signal.removeEventListener("abort", this.#abort);
    if (this.#timer) clearTimeout(this.#timer);
  }
}
