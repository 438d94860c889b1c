/** An engine that answers as a test tells it to: for what a healthy Presto never does. */
import { createServer, type IncomingMessage } from "node:http";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface StandIn {
  readonly url: string;
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

/** `answer` gets what was asked and the stand-in's own address; null never answers. */
export async function startStandIn(answer: (seen: Seen, url: string) => Answer | null): Promise<StandIn> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked: Seen = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    seen.push(asked);
    const reply = answer(asked, url);
    if (reply === null) return;
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
    response.end(JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    seen,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
