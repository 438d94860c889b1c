/**
 * The MCP server that the benchmark calls through every contender: the official SDK's Streamable HTTP server with sessions, fifty
 * tools and a static token. `node upstream.ts TOKEN [SERVERS]` prints the ports, one for each server, on the first line.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const token = process.argv[2] ?? "";
const tools = ["echo", "big", ...Array.from({ length: 48 }, (_, at) => `filler_${at}`)].map((name) => ({
  name,
  description: `Tool ${name}: looks up records in the tracker and returns those that match the filter and the page.`,
  inputSchema: {
    type: "object" as const,
    properties: {
      text: { type: "string", description: "Text to look for, in the tracker's query language" },
      kib: { type: "integer", description: "How many KiB to answer with", minimum: 0 },
    },
  },
}));

/** A KiB of text as real answers have it: words, quotes and line ends that JSON must escape. */
const kibibyte = 'The quick brown fox "jumps" over\n'.repeat(31).padEnd(1024, ".");
const answers = new Map<number, string>();

function big(kib: number): string {
  const made = answers.get(kib) ?? kibibyte.repeat(kib);
  answers.set(kib, made);
  return made;
}

function connect(): StreamableHTTPServerTransport {
  const server = new Server({ name: "bench-upstream", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: args = {} } }) => ({
    content: [{ type: "text" as const, text: name === "big" ? big(Number(args.kib)) : String(args.text) }],
  }));
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  });
  void server.connect(transport);
  return transport;
}

const sessions = new Map<string, StreamableHTTPServerTransport>();
const serve = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(401).end();
    return;
  }
  const id = request.headers["mcp-session-id"];
  const transport = typeof id === "string" ? sessions.get(id) : connect();
  if (transport === undefined) response.writeHead(404).end();
  else void transport.handleRequest(request, response);
};

const servers = Array.from({ length: Number(process.argv[3] ?? 1) }, () => createServer(serve).listen(0, "127.0.0.1"));
await Promise.all(servers.map((server) => once(server, "listening")));
const ports = servers
  .map((server) => server.address())
  .map((address) => (address && typeof address === "object" ? address.port : 0));
process.stdout.write(`${ports.join(" ")}\n`);
// The benchmark holds the other end of this process's input, so the input ends with the benchmark.
process.stdin.resume().on("end", () => process.exit(0));
