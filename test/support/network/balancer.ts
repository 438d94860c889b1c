/** A balancer of TCP connections, as a company has one before two processes of a part: each connection goes to one that accepts it. */
import { connect, createServer, type Socket } from "node:net";
import { listening } from "./listening.ts";

export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/** Before these ports of loopback, in turn. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let next = 0;
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };
  const forward = (incoming: Socket, left: readonly number[]): void => {
    const [port, ...others] = left;
    if (port === undefined) return void incoming.destroy();
    const outgoing = connect(port, "127.0.0.1");
    outgoing.once("error", () => forward(incoming, others));
    outgoing.once("connect", () => {
      outgoing.removeAllListeners("error");
      hold(outgoing);
      incoming.once("close", () => outgoing.destroy());
      // After what it still has to send: the last answer of a part that leaves.
      outgoing.once("close", () => incoming.destroySoon());
      incoming.pipe(outgoing).pipe(incoming);
    });
  };
  const server = createServer({ pauseOnConnect: false }, (incoming) => {
    hold(incoming);
    next += 1;
    forward(
      incoming,
      ports.map((_, at) => ports[(at + next) % ports.length] ?? 0),
    );
  });
  const url = await listening(server);
  return {
    url,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
