/**
 * The PROXY protocol, versions 1 and 2 (HAProxy, doc/proxy-protocol.txt, 2020-03-05): a balancer that passes bytes on
 * writes the client's address before them. Only the operator's proxies are believed. From any other peer these bytes
 * are no HTTP, so that it gets 400.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { IsTrusted } from "./trusted-proxies.ts";

/** §2.2. */
const signature = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
/** §2.1: the longest line of version 1, with its end. */
const maxLineBytes = 107;
/** §2.2: signature, command, family and length. */
const headBytes = 16;

export type ProxyHeader =
  | { readonly kind: "none" }
  | { readonly kind: "unfinished" }
  | { readonly kind: "malformed" }
  /** `bytes` long. `source` is the client's address; null where the balancer speaks for itself or does not know. */
  | { readonly kind: "header"; readonly bytes: number; readonly source: string | null };

/** What the first bytes of a connection are. Pure. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  const isBegun = (begin: Buffer): boolean => begin.subarray(0, bytes.length).equals(bytes.subarray(0, begin.length));
  if (isBegun(signature)) return bytes.length < headBytes ? { kind: "unfinished" } : readBinary(bytes);
  if (isBegun(Buffer.from("PROXY "))) return readLine(bytes);
  return { kind: "none" };
}

function readLine(bytes: Buffer): ProxyHeader {
  const end = bytes.indexOf("\r\n");
  if (end < 0) return { kind: bytes.length < maxLineBytes ? "unfinished" : "malformed" };
  const [, family = "", source] = bytes.subarray(0, end).toString("latin1").split(" ");
  if (end + 2 > maxLineBytes) return { kind: "malformed" };
  if (family === "UNKNOWN") return { kind: "header", bytes: end + 2, source: null };
  if (!/^TCP[46]$/.test(family) || source === undefined) return { kind: "malformed" };
  return { kind: "header", bytes: end + 2, source };
}

function readBinary(bytes: Buffer): ProxyHeader {
  const [command = 0, family = 0] = [bytes[12], bytes[13]];
  const length = headBytes + bytes.readUInt16BE(14);
  if (command !== 0x20 && command !== 0x21) return { kind: "malformed" };
  if (bytes.length < length) return { kind: "unfinished" };
  return { kind: "header", bytes: length, source: command === 0x21 ? sourceOf(bytes, family, length) : null };
}

function sourceOf(bytes: Buffer, family: number, length: number): string | null {
  if (family === 0x11 && length >= headBytes + 12) return [...bytes.subarray(16, 20)].join(".");
  if (family !== 0x21 || length < headBytes + 36) return null;
  return Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(16 + group * 2).toString(16)).join(":");
}

/** The client's address of each connection for which a trusted proxy gave it, by the connection's own ends. */
export interface ClientAddresses {
  of(socket: Pick<Socket, "remoteAddress" | "remotePort">): string | undefined;
}

const endOf = ({ remoteAddress, remotePort }: Pick<Socket, "remoteAddress" | "remotePort">): string =>
  `${remoteAddress} ${remotePort}`;

/**
 * Lets `server` read connections of trusted peers without the header of this protocol, if they begin with one. One
 * that is not whole after `timeoutMs`, or malformed, is closed.
 */
export function acceptProxyHeaders(server: Server, isTrusted: IsTrusted, timeoutMs: number): ClientAddresses {
  const sources = new Map<string, string>();
  const handlers = server.listeners("connection");
  server.removeAllListeners("connection");
  const handOver = (socket: Socket): void => {
    for (const handle of handlers) Reflect.apply(handle, server, [socket]);
  };
  server.on("connection", (socket: Socket) => {
    if (!isTrusted(socket.remoteAddress)) return handOver(socket);
    let read = Buffer.alloc(0);
    const timer = setTimeout(() => socket.destroy(), timeoutMs);
    const drop = (): void => {
      socket.destroy();
    };
    const more = (): void => {
      for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) read = Buffer.concat([read, chunk]);
      const header = readProxyHeader(read);
      if (header.kind === "unfinished" || read.length === 0) return;
      if (header.kind === "malformed") {
        drop();
        return;
      }
      socket.off("readable", more).off("error", drop);
      clearTimeout(timer);
      if (header.kind === "header" && header.source !== null) {
        const end = endOf(socket);
        sources.set(end, header.source);
        socket.once("close", () => sources.delete(end));
      }
      const rest = header.kind === "header" ? read.subarray(header.bytes) : read;
      if (rest.length > 0) socket.unshift(rest);
      handOver(socket);
    };
    socket.on("readable", more).on("error", drop);
    socket.once("close", () => clearTimeout(timer));
  });
  return { of: (socket) => sources.get(endOf(socket)) };
}
