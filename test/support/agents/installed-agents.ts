/** Agents as they really are: they launch `drawbridge bridge <server>` over stdio with a stripped environment. */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { cli } from "./command-line.ts";

const launch = (server: string, home: string) => ({
  command: process.execPath,
  args: [cli, "bridge", server, "--home", home],
  env: { PATH: process.env.PATH ?? "", HOME: home },
  stderr: "ignore" as const,
});

/** The official 2.x client, speaking 2026-07-28. */
export async function modernAgent(server: string, home: string): Promise<Client> {
  const client = new Client(
    { name: "modern-agent", version: "1.0.0" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(new StdioClientTransport(launch(server, home)));
  return client;
}

/** The official 1.x client, which knows the handshake and 2025-11-25 at the latest. */
export async function legacyAgent(server: string, home: string): Promise<LegacyClient> {
  const client = new LegacyClient({ name: "legacy-agent", version: "1.0.0" });
  await client.connect(new LegacyStdioTransport(launch(server, home)));
  return client;
}
