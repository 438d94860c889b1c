/** A server behind the edge: a real HTTP listener that records what reaches it and answers as the test says. */
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { text } from "node:stream/consumers";
import { listening } from "../network/listening.ts";

export interface Reached {
  readonly method: string;
  readonly target: string;
  /** The headers as received: names in the sender's spelling, and repeated ones repeated. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export interface Upstream {
  /** Its MCP endpoint. */
  readonly url: string;
  /** Requests that were read to their end, without the probes of /readyz. */
  readonly reached: Reached[];
  /** Answers instead of the default until the test ends; requests are then not recorded. */
  answer: RequestListener | null;
  close(): Promise<void>;
}

export async function startUpstream(): Promise<Upstream> {
  const upstream: { reached: Reached[]; answer: RequestListener | null } = { reached: [], answer: null };
  const server = createServer((request, response) => {
    if (request.url === "/readyz") return void response.writeHead(200).end();
    if (upstream.answer !== null) return upstream.answer(request, response);
    void record(request).then((reached) => {
      upstream.reached.push(reached);
      response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
    });
  });
  const url = `${await listening(server)}/mcp`;
  return Object.assign(upstream, {
    url,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  });
}

export async function record(request: IncomingMessage): Promise<Reached> {
  const { method = "", url = "", rawHeaders } = request;
  const headers = Array.from({ length: rawHeaders.length / 2 }, (_, index): [string, string] => [
    rawHeaders[index * 2] ?? "",
    rawHeaders[index * 2 + 1] ?? "",
  ]);
  return { method, target: url, headers, body: await text(request) };
}

/** Every value that came under `name`, however it was spelled (underscores count as dashes, as CGI has it). */
export const valuesOf = ({ headers }: Reached, name: string): string[] =>
  headers.filter(([given]) => given.toLowerCase().replaceAll("_", "-") === name).map(([, value]) => value);
