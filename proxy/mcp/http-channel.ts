/** HTTP to upstreams: kept-alive connections, no redirects, and the one fact that matters afterwards: did it go out? */
import http, { type IncomingMessage } from "node:http";
import https from "node:https";

export interface HttpRequest {
  readonly method: "POST" | "GET" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What ends an exchange from outside: called with the request, and then with the answer, as each begins. */
export type Binding = (stream: { destroy(error: Error): unknown }) => void;

/** A request that got no answer. `sent` = it may have reached the server. */
export class NoAnswer extends Error {
  readonly sent: boolean;

  constructor(sent: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "NoAnswer";
    this.sent = sent;
  }
}

/** Milliseconds in which a server must accept a connection. */
const connectPatience = 5_000;
const agentOptions = { keepAlive: true, maxSockets: 256, scheduling: "lifo" } as const;

export class HttpChannel {
  readonly #agents = { "http:": new http.Agent(agentOptions), "https:": new https.Agent(agentOptions) };

  /** The answer's head; its body streams. Throws NoAnswer. */
  send({ method, url, headers, body }: HttpRequest, bind: Binding): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      let connected = false;
      const secure = url.protocol === "https:";
      const options = { method, headers: body ? { ...headers, "content-length": body.length } : headers };
      const request = secure
        ? https.request(url, { ...options, agent: this.#agents["https:"] })
        : http.request(url, { ...options, agent: this.#agents["http:"] });
      bind(request);
      request.on("error", (error) => reject(new NoAnswer(connected, error)));
      request.once("response", resolve);
      request.once("socket", (socket) => {
        if (!socket.connecting) {
          connected = true;
          return;
        }
        const patience = setTimeout(
          () => request.destroy(new Error("the server did not accept a connection")),
          connectPatience,
        );
        socket.once("close", () => clearTimeout(patience));
        socket.once(secure ? "secureConnect" : "connect", () => {
          clearTimeout(patience);
          connected = true;
        });
      });
      request.end(body);
    });
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}
