/** A reverse proxy between the broker and a server. It records all messages and changes nothing. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { parsed } from "../../../proxy/kernel/json.ts";
import { listening } from "../network/listening.ts";
import type { FeatureServer } from "./server.ts";
import type { Transcript } from "./transcript.ts";

export interface Tap {
  readonly url: string;
  /** Every request waits for this promise before it is forwarded. */
  hold: Promise<unknown>;
  /** Cuts every connection, as a network failure does. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts `server` behind a recording proxy. */
export async function tapped(server: FeatureServer, transcript: Transcript): Promise<Tap> {
  const origin = createServer((incoming, response) => server.serve(incoming, response));
  const behind = await listening(origin);
  const tap = createServer((incoming, response) => {
    pass(behind, incoming, response, transcript, tapped.hold).catch(() => response.destroy());
  });
  const url = `${await listening(tap)}/mcp`;
  const close = async () => {
    for (const each of [tap, origin]) {
      const closed = new Promise((done) => each.close(done));
      each.closeAllConnections();
      await closed;
    }
  };
  const tapped: Tap = { url, hold: Promise.resolve(), cut: () => tap.closeAllConnections(), close };
  return tapped;
}

async function pass(
  behind: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  transcript: Transcript,
  hold: Promise<unknown>,
): Promise<void> {
  const body = await buffer(incoming);
  const message = body.length > 0 ? parsed(body.toString("utf8")) : `${incoming.method}`;
  transcript.add("bridge → server", message, { headers: telling(incoming.headers) });
  await hold;
  const { method, headers } = incoming;
  const onward = request(`${behind}/mcp`, { method, headers });
  response.once("close", () => {
    if (!response.writableFinished) transcript.add("bridge → server ends", idOf(message));
    onward.destroy();
  });
  onward.once("error", () => response.destroy());
  onward.once("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    const status = answer.statusCode === 200 ? {} : { status: answer.statusCode };
    const stream = answer.headers["content-type"]?.startsWith("text/event-stream") ?? false;
    let text = "";
    answer.on("data", (chunk: Buffer) => {
      text += chunk;
      if (stream) text = events(text, (message) => transcript.add("server → bridge", message, status));
      response.write(chunk);
    });
    answer.once("end", () => {
      if (!stream && text !== "") transcript.add("server → bridge", parsed(text) ?? text, status);
      response.end();
    });
  });
  onward.end(body);
}

/** Calls `onMessage` with each complete event, and returns the rest of the text. */
function events(text: string, onMessage: (message: unknown) => void): string {
  const complete = text.split("\n\n");
  const rest = complete.pop() ?? "";
  for (const event of complete) {
    const data = /^data: ?(.+)$/m.exec(event)?.[1];
    if (data) onMessage(parsed(data));
  }
  return rest;
}

/** The headers that tell the protocol's eras apart. */
const telling = (headers: IncomingHttpHeaders): object =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^(mcp-|last-event-id)/.test(name)));

const idOf = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "id" in message ? message.id : message;
