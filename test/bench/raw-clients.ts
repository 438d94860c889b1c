/**
 * MCP clients without an SDK, one for stdio and one for HTTP. The SDK's stdio reader copies its whole buffer at each
 * chunk, so an answer of 32 MiB takes seconds over any transport. These clients do the same work for both transports:
 * collect the bytes, find the line, parse it.
 */
import { spawn } from "node:child_process";
import { Agent, request } from "node:http";
import { z } from "zod";
import type { Target } from "./contenders.ts";

export interface RawClient {
  /** The bridge's process; null for direct HTTP. */
  readonly pid: number | null;
  /** The text of a tool's result. Throws if the answer has no text. */
  call(tool: string, args: object): Promise<string>;
  close(): Promise<void>;
}

const Answer = z.object({
  id: z.number(),
  result: z.object({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() }),
});

/** The answer's text. Only the envelope is checked, so that the measurement includes no check of the body. */
function textOf(line: string): { id: number; text: string } {
  const { id, result } = Answer.parse(JSON.parse(line));
  const text = result.content[0]?.text;
  if (text === undefined || result.isError) throw new Error(`The call failed: ${line.slice(0, 300)}`);
  return { id, text };
}

const message = (body: object): string => JSON.stringify({ jsonrpc: "2.0", ...body });
const clientInfo = { name: "bench", version: "1.0.0" };
const initialize = message({
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo },
});
const initialized = message({ method: "notifications/initialized" });
const toolCall = (id: number, name: string, args: object): string =>
  message({ id, method: "tools/call", params: { name, arguments: args } });

/** Starts a bridge and opens the conversation. */
export async function overStdio([command = "", ...args]: readonly string[]): Promise<RawClient> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<number, { done(text: string): void; failed(error: Error): void }>();
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  void ended.then(() => {
    for (const { failed } of waiting.values()) failed(new Error("The bridge has ended."));
  });
  let opened: () => void = () => {};
  const open = new Promise<void>((done) => {
    opened = done;
  });
  const take = (line: string) => {
    if (line.includes('"id":0') && line.includes('"protocolVersion"')) return opened();
    if (!/"id":\d/.test(line.slice(-200)) && !/"id":\d/.test(line.slice(0, 200))) return;
    const { id, text } = textOf(line);
    waiting.get(id)?.done(text);
    waiting.delete(id);
  };
  eachLine(child.stdout, take);
  child.stdin.on("error", () => {}).write(`${initialize}\n`);
  await Promise.race([open, ended.then(() => Promise.reject(new Error("The bridge ended at once.")))]);
  child.stdin.write(`${initialized}\n`);
  let calls = 0;
  return {
    pid: child.pid ?? null,
    call(tool, args) {
      calls += 1;
      const id = calls;
      return new Promise((done, failed) => {
        waiting.set(id, { done, failed });
        child.stdin.write(`${toolCall(id, tool, args)}\n`);
      });
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The same conversation over Streamable HTTP. */
export async function overHttp({ url, token }: Target): Promise<RawClient> {
  const agent = new Agent({ keepAlive: true });
  const sessionHeaders: Record<string, string> = {};
  const post = (body: string) =>
    new Promise<string>((done, failed) => {
      const headers = {
        ...{ authorization: `Bearer ${token}`, accept: "application/json, text/event-stream" },
        ...{ "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        ...sessionHeaders,
      };
      const sent = request(url, { agent, method: "POST", headers }, (response) => {
        const session = response.headers["mcp-session-id"];
        if (typeof session === "string") sessionHeaders["mcp-session-id"] = session;
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("end", () => {
          const bytes = Buffer.concat(pieces);
          const start = bytes.indexOf("data: ") + "data: ".length;
          done(bytes.toString("utf8", start, bytes.indexOf("\n", start)));
        });
      });
      sent.on("error", failed).end(body);
    });
  await post(initialize);
  sessionHeaders["mcp-protocol-version"] = "2025-11-25";
  await post(initialized);
  let calls = 0;
  return {
    pid: null,
    async call(tool, args) {
      calls += 1;
      return textOf(await post(toolCall(calls, tool, args))).text;
    },
    async close() {
      agent.destroy();
    },
  };
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let held: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf("\n"); end !== -1; end = chunk.indexOf("\n", start)) {
      held.push(chunk.subarray(start, end));
      take(Buffer.concat(held).toString("utf8"));
      held = [];
      start = end + 1;
    }
    if (start < chunk.length) held.push(chunk.subarray(start));
  });
}
