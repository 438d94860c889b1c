/**
 * An HTTP server that goes deaf: its connections stay open and say nothing, and packets that ask for a new one are
 * dropped, as where a VPN is gone and its interface stays. It is a process of its own, which is stopped, with a full queue
 * of connections that it has not accepted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const program = `
  const server = require("node:http").createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => process.stdout.write(String(server.address().port)));
`;
/** How long (ms) a connection on loopback may take. */
const fullAfterMs = 500;

export interface DeafServer {
  readonly url: URL;
  /** Resolves once a new connection gets no answer. */
  goDeaf(): Promise<void>;
  close(): Promise<void>;
}

export async function deafServer(): Promise<DeafServer> {
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(child.stdout, "data");
  const waiting: Socket[] = [];
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    async goDeaf() {
      child.kill("SIGSTOP");
      while (await connects(Number(port), waiting));
    },
    close: () => end(child, waiting),
  };
}

async function connects(port: number, waiting: Socket[]): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  waiting.push(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), fullAfterMs);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

async function end(child: ChildProcess, waiting: readonly Socket[]): Promise<void> {
  for (const socket of waiting) socket.destroy();
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
