/** The load balancer before the instances of one part: it sends each new connection to one that is ready. */
import { connect, createServer, type Socket } from "node:net";
import { listening } from "../network/listening.ts";
import type { HostedProcess } from "./hosted-process.ts";

export interface PublicAddress {
  readonly url: string;
  /** Balances between these from now on. */
  serve(instances: readonly HostedProcess[]): void;
  close(): Promise<void>;
}

/** Milliseconds between two looks at `/readyz`. */
const probeMs = 200;

export async function publicAddress(): Promise<PublicAddress> {
  let ready: readonly HostedProcess[] = [];
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
  };
  const forward = (incoming: Socket, left: readonly HostedProcess[]): void => {
    const [first, ...others] = left;
    if (first === undefined || incoming.destroyed) return void incoming.destroy();
    const outgoing = connect(first.port, "127.0.0.1");
    const refused = (): void => forward(incoming, others);
    outgoing.once("error", refused);
    outgoing.once("connect", () => {
      outgoing.off("error", refused);
      hold(outgoing);
      incoming.once("close", () => outgoing.destroy());
      outgoing.once("close", () => incoming.destroy());
      incoming.pipe(outgoing).pipe(incoming);
    });
  };
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (incoming) => {
    hold(incoming);
    turn += 1;
    forward(
      incoming,
      ready.map((_, at) => ready[(at + turn) % ready.length]).filter((each) => each !== undefined),
    );
  });
  const url = await listening(server);
  return {
    url,
    serve(instances) {
      ready = instances;
      const look = async (): Promise<void> => {
        const states = await Promise.all(instances.map((each) => each.isReady()));
        ready = instances.filter((_, at) => states[at]);
        timer = setTimeout(look, probeMs);
      };
      timer = setTimeout(look, probeMs);
    },
    async close() {
      clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
