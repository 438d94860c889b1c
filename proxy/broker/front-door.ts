/**
 * The broker's endpoint. By the first bytes it distinguishes bridges (one hello line) from the control channel (an HTTP
 * upgrade). It admits no one without the per-user key.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { BridgeHello, type BrokerHello } from "../contracts/bridge.ts";
import { version } from "../kernel/version.ts";

export interface Visitors {
  readonly key: string;
  /**
   * If the bridge's version is later than ours, resolves when the endpoint's name is free. The bridge is then
   * disconnected without a welcome, connects again, and starts a broker of its own version. Null for any other version.
   */
  giveWay(version: string): Promise<void> | null;
  /** Called with a bridge whose key is right. `rest` are the bytes after its hello. The socket is paused. */
  bridge(hello: BridgeHello, socket: Socket, rest: Buffer): void;
  /** Called with an HTTP connection that is paused and not yet read. Its key is still to be checked. */
  http(socket: Socket): void;
}

const maxHelloBytes = 64 * 1024;
/** How long (ms) a visitor may take to send its hello. */
const helloTimeoutMs = 5_000;
const newline = 0x0a;

/** Makes the server. It does not listen yet. */
export function frontDoor(visitors: Visitors): Server {
  return createServer((socket) => {
    let received: Buffer = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(), helloTimeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.on("error", () => socket.destroy());
    const listen = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(newline);
      if (end === -1 && received.length <= maxHelloBytes) return;
      clearTimeout(timer);
      socket.off("data", listen);
      socket.pause();
      if (received.toString("latin1", 0, 4) === "GET ") {
        socket.unshift(received);
        visitors.http(socket);
      } else {
        greet(visitors, socket, received.subarray(0, Math.max(0, end)), received.subarray(end + 1));
      }
    };
    socket.on("data", listen);
  });
}

function greet(visitors: Visitors, socket: Socket, line: Buffer, rest: Buffer): void {
  const hello = readHello(line);
  if (hello === null) {
    const message = "The bridge is of another version than the broker. Restart your agent.";
    refuse(socket, { ok: false, code: "bad-hello", message });
  } else if (!sameKey(hello.key, visitors.key)) {
    const message = "The key in Drawbridge's folder is not this broker's. Run `drawbridge doctor`.";
    refuse(socket, { ok: false, code: "bad-key", message });
  } else {
    const free = visitors.giveWay(hello.version);
    if (free !== null) return void free.then(() => socket.destroy());
    const welcome: BrokerHello = { ok: true, version, pid: process.pid };
    socket.write(`${JSON.stringify(welcome)}\n`);
    visitors.bridge(hello, socket, rest);
  }
}

function readHello(line: Buffer): BridgeHello | null {
  try {
    return BridgeHello.parse(JSON.parse(line.toString("utf8")));
  } catch {
    return null;
  }
}

function refuse(socket: Socket, answer: BrokerHello): void {
  socket.end(`${JSON.stringify(answer)}\n`);
}

/** Compares in constant time, for keys of any length. */
export function sameKey(key: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(key), digest(expected));
}
