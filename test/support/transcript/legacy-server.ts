/** The features as a server of the SDK's 1.x package offers them: 2025-11-25, with sessions and a GET stream. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as sdk from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import * as features from "./features.ts";
import type { FeatureServer } from "./server.ts";

const capabilities = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  completions: {},
  logging: {},
  experimental: { "com.example/kept": { yes: true } },
};

/** Answers a request of a session that the server does not know. */
export type RefuseSession = (response: ServerResponse) => void;

/** `refuseSession` is by default what the SDK's own examples do. */
export function legacyServer(refuseSession: RefuseSession = refuseAsExamples): FeatureServer {
  const tools: object[] = [...features.tools];
  const sessions = new Map<string, { readonly server: Server; readonly transport: StreamableHTTPServerTransport }>();
  const open = async () => {
    const server = new Server(
      { name: "legacy", version: "1.0.0" },
      { capabilities, instructions: features.instructions },
    );
    offer(server, tools);
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, { server, transport }),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await server.connect(transport);
    return transport;
  };
  const everywhere = (announce: (server: Server) => Promise<void>) => {
    for (const { server } of sessions.values()) announce(server).catch(() => {});
  };
  return {
    serve: async (request, response) => {
      const id = request.headers["mcp-session-id"];
      const session = sessions.get(String(id));
      const body = request.method === "POST" ? await json(request) : undefined;
      if (id !== undefined && !session) {
        refuseSession(response);
        return;
      }
      await (session?.transport ?? (await open())).handleRequest(request, response, body);
    },
    toolsChanged: () => {
      tools.push(features.grownTool);
      everywhere((server) => server.sendToolListChanged());
    },
    promptsChanged: () => everywhere((server) => server.sendPromptListChanged()),
    resourcesChanged: () => everywhere((server) => server.sendResourceListChanged()),
    resourceUpdated: (uri) => everywhere((server) => server.sendResourceUpdated({ uri })),
  };
}

const refuseAsExamples: RefuseSession = (response) => {
  const error = { code: -32000, message: "Bad Request: No valid session ID provided" };
  response.writeHead(400, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error }));
};

const List = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string(), inputSchema: z.looseObject({ type: z.literal("object") }) })),
});

/** Any answer of the host. */
const Answer = z.looseObject({});

function offer(server: Server, tools: readonly object[]): void {
  server.setRequestHandler(sdk.ListToolsRequestSchema, () => List.parse({ tools }));
  server.setRequestHandler(sdk.ListPromptsRequestSchema, () => ({ prompts: features.prompts }));
  server.setRequestHandler(sdk.GetPromptRequestSchema, async ({ params }, { sendRequest }) => {
    if (params.name !== "brief") return features.greeting(params.arguments?.name);
    return features.greeting(JSON.stringify(await sendRequest(question("confirm"), Answer)));
  });
  server.setRequestHandler(sdk.ListResourcesRequestSchema, () => ({ resources: features.resources }));
  server.setRequestHandler(sdk.ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: features.templates }));
  server.setRequestHandler(sdk.ReadResourceRequestSchema, ({ params }) => {
    if (params.uri.startsWith("memo://")) return features.memo(params.uri);
    throw new sdk.McpError(-32002, "Resource not found", { uri: params.uri });
  });
  server.setRequestHandler(sdk.SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(sdk.UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(sdk.CompleteRequestSchema, () => features.completions);
  const Custom = z.object({ method: z.literal("acme/custom"), params: z.looseObject({}).optional() });
  server.setRequestHandler(Custom, ({ params }, { _meta }) => features.custom(params, _meta));
  offerCalls(server);
}

const question = (name: keyof typeof features.questions): sdk.ServerRequest => {
  if (name !== "visit") return sdk.ServerRequestSchema.parse(features.questions[name]);
  const { method, params } = features.questions.visit;
  return { method, params: { ...params, elicitationId: "visit-1" } };
};

function offerCalls(server: Server): void {
  server.setRequestHandler(
    sdk.CallToolRequestSchema,
    async ({ params }, { _meta, signal, sendNotification, ...extra }) => {
      const { name, arguments: args = {} } = params;
      if (name === "visit" && args.before === true) {
        throw new sdk.UrlElicitationRequiredError([{ ...features.questions.visit.params, elicitationId: "visit-1" }]);
      }
      if (features.isQuestion(name)) {
        // Many servers ask this way. The SDK sends it on the GET stream, where nothing says which call it belongs to.
        if (args.apart === true) return features.heard(await server.request(question(name), Answer));
        return features.heard(await extra.sendRequest(question(name), Answer));
      }
      const answer = features.answerAtOnce(name, args);
      if (answer !== null) return answer;
      switch (name) {
        case "walk":
          for (let progress = 1; progress <= Number(args.steps); progress += 1) {
            const progressParams = { progressToken: _meta?.progressToken ?? 0, progress, total: Number(args.steps) };
            await sendNotification({ method: "notifications/progress", params: progressParams });
          }
          await sleep(20);
          return features.text("Arrived.");
        case "tell":
          for (const level of ["debug", "warning"] as const) {
            const logParams = { level, data: `A ${level}.`, logger: "walker" };
            // The SDK's own method puts the first on the GET stream; the second goes on the call's stream.
            if (level === "debug") await server.sendLoggingMessage(logParams, extra.sessionId).then(() => sleep(100));
            else await sendNotification({ method: "notifications/message", params: logParams });
          }
          await sleep(20);
          return features.text("Told.");
        case "wait":
          await new Promise((done) => signal.addEventListener("abort", done));
          return features.text("Cancelled.");
        default:
          throw new sdk.McpError(-32602, `Unknown tool: ${name}`);
      }
    },
  );
}
