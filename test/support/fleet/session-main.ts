/**
 * A server of the SDK's 1.x package, as a company has them that are not built on the framework: each session lives in this
 * process alone. It notes in a file each session that begins and what each call does, and tells a session on its own stream.
 */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { manifestOf } from "../servers/manifest.ts";
import { ledgerCallMs } from "./ledger-call.ts";

const { LEDGER_FILE = "", PORT = "", DRAWBRIDGE_REGISTRY_URL = "" } = process.env;
const note = (what: string, id: string): void => appendFileSync(LEDGER_FILE, `${what} ${id}\n`);

const tools = [
  { name: "look", effect: "read" },
  { name: "change", effect: "write" },
  { name: "tell", effect: "read" },
] as const;
const Arguments = z.object({ id: z.string().default("") });

/** `tell` sends its session a notification on the stream that the client holds open. */
async function run(server: Server, tool: string, id: string): Promise<void> {
  if (tool === "tell") return server.sendToolListChanged();
  note("began", id);
  await sleep(ledgerCallMs);
  note("ran", id);
}

const sessions = new Map<string, StreamableHTTPServerTransport>();

async function open(): Promise<StreamableHTTPServerTransport> {
  const server = new Server({ name: "sessions", version: "1.0.0" }, { capabilities: { tools: { listChanged: true } } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, effect }) => ({
      name,
      inputSchema: { type: "object" as const },
      annotations: { readOnlyHint: effect === "read" },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    await run(server, params.name, Arguments.parse(params.arguments ?? {}).id);
    return { content: [] };
  });
  const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      note("session", id);
      sessions.set(id, transport);
    },
  });
  await server.connect(transport);
  return transport;
}

const http = createServer(async (request, response) => {
  if (request.url === "/readyz") return void response.end("ok");
  const id = request.headers["mcp-session-id"];
  const body = request.method === "POST" ? await json(request) : undefined;
  const transport = id === undefined ? await open() : sessions.get(String(id));
  if (transport === undefined) return void response.writeHead(404).end("no such session");
  await transport.handleRequest(request, response, body);
});

const url = `http://127.0.0.1:${PORT}/mcp`;
const manifest = manifestOf("sessions", {
  tools: tools.map(({ name, effect }) => ({
    ...{ name, title: name, description: name, effect, policy: "everybody", minutesSaved: 1 },
  })),
  policies: { everybody: "permit (principal, action, resource);" },
});
const announced = await fetch(`${DRAWBRIDGE_REGISTRY_URL}/internal/v1/servers/sessions`, {
  method: "PUT",
  headers: { authorization: `Bearer ${process.env[partSecretVariables.registryCredential]}` },
  body: JSON.stringify({ manifest, url, instance: { id: randomUUID() } }),
});
if (!announced.ok) throw new Error(`The registry answered ${announced.status}: ${await announced.text()}`);
http.listen(Number(PORT), "127.0.0.1");
