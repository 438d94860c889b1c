/**
 * The two MCP clients of the benchmark: the official one for calls, and a minimal one that times a start to the
 * millisecond.
 */
import { spawn } from "node:child_process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Contender, Target } from "./contenders.ts";

export interface Connected {
  readonly client: Client;
  /** The bridge's process; null for direct HTTP. */
  readonly pid: number | null;
}

/** The same SDK client for every contender, so that only the contender differs. */
export async function connect(contender: Contender, target: Target): Promise<Connected> {
  const client = new Client({ name: "bench", version: "1.0.0" });
  if (contender.launch === null) {
    const requestInit = { headers: { authorization: `Bearer ${target.token}` } };
    // Under exactOptionalPropertyTypes, the SDK's own types do not agree on an optional session id.
    const transport: unknown = new StreamableHTTPClientTransport(new URL(target.url), { requestInit });
    if (!isTransport(transport)) throw new Error("The SDK's transport has changed its shape.");
    await client.connect(transport);
    return { client, pid: null };
  }
  const [command = "", ...args] = contender.launch(target);
  const transport = new StdioClientTransport({ command, args, stderr: "ignore", maxBufferSize: 2 ** 27 });
  await client.connect(transport);
  return { client, pid: transport.pid };
}

/** Milliseconds from spawn to the answer of tools/list. */
export async function startTime(contender: Contender, target: Target): Promise<number> {
  const [command = "", ...args] = contender.launch?.(target) ?? [];
  const began = performance.now();
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  try {
    return await new Promise<number>((done, failed) => {
      const timeout = setTimeout(() => failed(new Error("no answer in 30 s")), 30_000);
      let received = "";
      child.once("error", failed);
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
        if (!received.includes("\n")) return;
        const lines = received.split("\n");
        received = lines.pop() ?? "";
        for (const line of lines) {
          if (line.includes('"id":1')) child.stdin.write(`${initialized}\n${list}\n`);
          if (!line.includes('"id":2')) continue;
          clearTimeout(timeout);
          if (line.includes('"tools"')) done(performance.now() - began);
          else failed(new Error(line.slice(0, 200)));
        }
      });
      child.stdin.write(`${initialize}\n`);
    });
  } finally {
    child.stdin.end();
    child.kill("SIGTERM");
    await ended;
  }
}

const message = (body: object): string => JSON.stringify({ jsonrpc: "2.0", ...body });
const initialize = message({
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1.0.0" } },
});
const initialized = message({ method: "notifications/initialized" });
const list = message({ id: 2, method: "tools/list", params: {} });

function isTransport(value: unknown): value is Parameters<Client["connect"]>[0] {
  return typeof value === "object" && value !== null && "send" in value && "start" in value;
}
