/**
 * A proxy between a server and its registry that loses the requests or answers which a test chooses, and passes
 * everything else unchanged.
 */
import { createServer, request as open } from "node:http";
import { buffer } from "node:stream/consumers";
import { listening } from "../network/listening.ts";

export type Cut = "request" | "answer";

export interface CuttingForwarder {
  readonly url: string;
  /** Says for each request from now on how it is cut; null lets it through. */
  cut: (method: string, path: string) => Cut | null;
  close(): Promise<void>;
}

export async function cuttingForwarder(target: () => string, port: number): Promise<CuttingForwarder> {
  const server = createServer(async (from, to) => {
    const cut = forwarder.cut(from.method ?? "", from.url ?? "");
    if (cut === "request") {
      from.socket.destroy();
      return;
    }
    const body = await buffer(from);
    const onward = open(
      new URL(from.url ?? "", target()),
      { method: from.method, headers: from.headers },
      async (answer) => {
        const answered = await buffer(answer);
        if (cut === "answer") from.socket.destroy();
        else to.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
      },
    );
    onward.on("error", () => from.socket.destroy());
    onward.end(body);
  });
  const forwarder: CuttingForwarder = {
    url: await listening(server, port),
    cut: () => null,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return forwarder;
}
