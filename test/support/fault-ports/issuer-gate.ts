/** A proxy between a broker and the identity provider, for tests of failed refreshes. */
import { createServer, type Server } from "node:http";
import type { TestIdentity } from "../identity/test-identity.ts";
import { listening } from "../network/listening.ts";

/**
 * A proxy in front of the real identity provider. It counts the requests to the token endpoint, and fails those that a
 * test chooses.
 */
export class IssuerGate {
  readonly server: Server;
  readonly identity: TestIdentity;
  tokenRequests = 0;
  status: number | null = null;

  constructor(identity: TestIdentity) {
    this.identity = identity;
    this.server = createServer(async (request, response) => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk);
      if (request.url === "/token") this.tokenRequests += 1;
      if (this.status !== null) {
        response.writeHead(this.status, { "content-type": "text/html" }).end("<html>in trouble</html>");
        return;
      }
      const answer = await fetch(`${identity.url}${request.url}`, {
        method: request.method ?? "GET",
        headers: { "content-type": request.headers["content-type"] ?? "" },
        ...(request.method === "POST" && { body: Buffer.concat(body) }),
      });
      const text = (await answer.text()).replaceAll(identity.url, this.url);
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" }).end(text);
    });
  }

  url = "";

  async listen(): Promise<this> {
    this.url = await listening(this.server);
    return this;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
