/** HTTP as tests need it: any header in any spelling, any request target, and bytes that are not HTTP. */
import type { EventEmitter } from "node:events";
import http, { type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";

export interface Sent {
  readonly method?: string;
  /** The request target as it is sent, without normalization. */
  readonly target?: string;
  /** Name, value, name, value …, in this spelling and order; Host is added where it is missing. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Sends a whole request on its own connection, and reads the whole answer. */
export async function send(url: string, sent: Sent = {}): Promise<Answer> {
  const request = openRequest(url, sent);
  request.end(sent.body);
  const response = await answerTo(request);
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** Opens a request. The test itself writes the body and reads the answer. */
export function openRequest(url: string, { method = "GET", target, headers = [], body }: Sent): http.ClientRequest {
  const { hostname, port, host, pathname, search } = new URL(url);
  const named = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  const length = body === undefined ? [] : ["Content-Length", String(Buffer.byteLength(body))];
  return http.request({
    ...{ hostname, port, method, agent: false },
    path: target ?? `${pathname}${search}`,
    headers: [...(named ? [] : ["Host", host]), ...headers, ...length],
  });
}

/** The answer to a request, once its headers have arrived. */
export const answerTo = (request: http.ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => request.once("response", resolve).once("error", reject));

/** Writes `bytes` on a connection and reads until the other side closes it. */
export async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
  });
  await closed(socket);
  return answer;
}

/** Resolves when a stream or socket is closed, cleanly or not. */
export const closed = (stream: EventEmitter): Promise<void> =>
  new Promise((resolve) => {
    stream.on("error", () => {}).once("close", () => resolve());
  });

export const bearer = (token: string): string[] => ["Authorization", `Bearer ${token}`];
