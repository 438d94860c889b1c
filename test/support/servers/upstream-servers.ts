/**
 * Two upstreams of the official SDKs with the same tools: a 2026-07-28 server of the 2.x packages (which refuses older
 * clients here) and a server of the 1.x package, with sessions and a GET stream. Each records what happened to it.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { Server as LegacyServer } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import {
  CallToolRequestSchema,
  ElicitResultSchema,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import { acceptedContent, createMcpHandler, inputRequired, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { listening } from "../network/listening.ts";

export interface Upstream {
  /** The URL of the MCP endpoint. */
  readonly url: string;
  /** What happened, in order: "opened", "closed", "cancelled", "ran <tool>". */
  readonly events: string[];
  /** The texts of the calls of `echo` (not read-only) and `look` (read-only), in order. */
  readonly texts: string[];
  /** The headers of every request. */
  readonly headers: IncomingMessage["headers"][];
  /** Answers instead of the server; null lets the server answer again. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  /** Adds a tool and announces it. */
  grow(): void;
  /** Stops listening, cuts every connection and forgets every session. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const Question = z.object({ name: z.string() });
const TextInput = z.object({ text: z.string() });
const StepsInput = z.object({ steps: z.number(), ms: z.number() });

/** The tools that both offer; `grow` adds one. `slow` is not read-only, `look` is. */
const toolNames = ["echo", "look", "slow", "steps", "fail", "ask"];
const described = (name: string) => ({
  name,
  description: `The tool ${name}.`,
  inputSchema: { type: "object" as const },
  annotations: { readOnlyHint: name === "look" },
});
const text = (said: string) => ({ content: [{ type: "text" as const, text: said }] });

interface Asking {
  readonly signal: AbortSignal;
  progress(done: number, total: number): Promise<void>;
}

/** What the tools do, in either era. */
async function run(name: string, args: unknown, { signal, progress }: Asking, seen: string[], texts: string[]) {
  seen.push(`ran ${name}`);
  switch (name) {
    case "echo":
    case "look": {
      const textInput = TextInput.parse(args).text;
      texts.push(textInput);
      return text(textInput);
    }
    case "steps":
    case "slow": {
      const { steps, ms } = StepsInput.parse(args);
      for (let step = 1; step <= steps; step += 1) {
        // Clients drop progress that arrives together with the answer, so a pause follows.
        await progress(step, steps);
        await sleep(ms, undefined, { signal }).catch(() => {});
        if (signal.aborted) {
          seen.push("cancelled");
          break;
        }
      }
      return text(`${steps} steps`);
    }
    default:
      return { ...text("It failed: nothing is wrong with you."), isError: true };
  }
}

/** A server of the SDK's 2.x line that speaks only 2026-07-28. */
export async function startModernUpstream(): Promise<Upstream> {
  const events: string[] = [];
  const texts: string[] = [];
  const tools = [...toolNames];
  const handler = createMcpHandler(
    () => {
      const info = { name: "modern-upstream", version: "2.0.0" };
      const mcp = new McpServer(info, { instructions: "Ask me.", capabilities: { tools: { listChanged: true } } });
      mcp.server.setRequestHandler("tools/list", () => ({ tools: tools.map(described) }));
      mcp.server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
        if (params.name === "ask") {
          const answer = acceptedContent(mcpReq.inputResponses, "who", Question);
          if (answer) return text(`Hello, ${answer.name}`);
          if (Object.keys(mcpReq.inputResponses ?? {}).length > 0) return text("No answer came");
          const who = inputRequired.elicit({ message: "Who are you?", requestedSchema: Question });
          return inputRequired({ inputRequests: { who }, requestState: "asked" });
        }
        const token = mcpReq._meta?.progressToken;
        const progress = async (done: number, total: number) => {
          if (token === undefined) return;
          const params = { progressToken: token, progress: done, total };
          await mcpReq.notify({ method: "notifications/progress", params });
        };
        return run(params.name, params.arguments, { signal: mcpReq.signal, progress }, events, texts);
      });
      return mcp;
    },
    { legacy: "reject" },
  );
  const node = toNodeHandler(handler);
  const serve = (request: IncomingMessage, response: ServerResponse) =>
    void node(Object.assign(request, { method: request.method ?? "GET", url: request.url ?? "/" }), response);
  const grow = () => {
    tools.push("grown");
    handler.notify.toolsChanged();
  };
  return listeningUpstream({ events: events, texts }, serve, grow, () => {});
}

/** A server of the SDK's 1.x line: sessions, a GET stream, requests to the client. */
export async function startLegacyUpstream(): Promise<Upstream> {
  const events: string[] = [];
  const texts: string[] = [];
  const tools = [...toolNames];
  const sessions = new Map<string, { server: LegacyServer; transport: StreamableHTTPServerTransport }>();

  const open = async () => {
    const info = { name: "legacy-upstream", version: "1.0.0" };
    const capabilities = { tools: { listChanged: true }, logging: {}, experimental: { "x-kept": { yes: true } } };
    const server = new LegacyServer(info, { capabilities, instructions: "Ask me." });
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(described) }));
    server.setRequestHandler(
      CallToolRequestSchema,
      async ({ params }, { signal, _meta, sendRequest, sendNotification }) => {
        if (params.name === "ask") {
          const requestedSchema = { type: "object" as const, properties: { name: { type: "string" as const } } };
          const elicit = {
            method: "elicitation/create" as const,
            params: { message: "Who are you?", requestedSchema },
          };
          const reply = await sendRequest(elicit, ElicitResultSchema);
          const answer = Question.safeParse(reply.content);
          return text(answer.success ? `Hello, ${answer.data.name}` : "No answer came");
        }
        const token = _meta?.progressToken;
        const progress = async (done: number, total: number) => {
          if (token === undefined) return;
          await sendNotification({
            method: "notifications/progress",
            params: { progressToken: token, progress: done, total },
          });
        };
        return run(params.name, params.arguments, { signal, progress }, events, texts);
      },
    );
    const custom = z.object({ method: z.literal("acme/custom"), params: z.looseObject({ word: z.string() }) });
    server.setRequestHandler(custom, ({ params }) => {
      if (params.word === "fail") throw new McpError(-32002, "No such thing");
      return { got: params.word, _meta: { "acme/kept": 1 } };
    });
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        events.push("opened");
        sessions.set(id, { server, transport });
      },
      onsessionclosed: (id) => {
        events.push("closed");
        sessions.delete(id);
      },
    });
    await server.connect(transport);
    return transport;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const id = request.headers["mcp-session-id"];
    const session = typeof id === "string" ? sessions.get(id) : undefined;
    if (typeof id === "string" && !session) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}');
      return;
    }
    const body = request.method === "POST" ? await json(request) : undefined;
    await (session?.transport ?? (await open())).handleRequest(request, response, body);
  };
  const grow = () => {
    tools.push("grown");
    for (const { server } of sessions.values()) server.sendToolListChanged().catch(() => {});
  };
  return listeningUpstream({ events: events, texts }, serve, grow, () => sessions.clear());
}

async function listeningUpstream(
  records: Pick<Upstream, "events" | "texts">,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
  grow: () => void,
  forget: () => void,
): Promise<Upstream> {
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    (upstream.instead ?? serve)(request, response);
  });
  const stop = async () => {
    forget();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const base = await listening(server);
  const port = Number(new URL(base).port);
  const start = async () => void (await listening(server, port));
  const upstream: Upstream = { url: `${base}/mcp`, ...records, headers, instead: null, grow, stop, start };
  return upstream;
}
