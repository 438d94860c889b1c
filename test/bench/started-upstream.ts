/** Starts the measured MCP servers in a child process, which ends with this process. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("upstream.ts", import.meta.url));

export interface StartedUpstream {
  readonly urls: readonly string[];
  readonly token: string;
  stop(): void;
}

export async function startUpstream(servers: number): Promise<StartedUpstream> {
  const token = `bench-${randomUUID()}`;
  const child = spawn(process.execPath, [program, token, String(servers)], { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise<string>((done, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`The upstream ended with ${code}.`)));
    child.stdout.setEncoding("utf8").once("data", done);
  });
  const urls = line
    .trim()
    .split(" ")
    .map((port) => `http://127.0.0.1:${port}/mcp`);
  return { urls, token, stop: () => void child.stdin.end() };
}
