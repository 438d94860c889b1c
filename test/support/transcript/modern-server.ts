/** The features as a 2026-07-28 server of the SDK's 2.x packages offers them; it refuses older clients. */
import { setTimeout as sleep } from "node:timers/promises";
import { toNodeHandler } from "@modelcontextprotocol/node";
import {
  createMcpHandler,
  type InputRequest,
  inputRequired,
  McpServer,
  ProtocolError,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import * as features from "./features.ts";
import type { FeatureServer } from "./server.ts";

const inputs: Record<keyof typeof features.questions, () => InputRequest> = {
  confirm: () => inputRequired.elicit(form(features.questions.confirm.params)),
  visit: () => inputRequired.elicitUrl({ message: "Open the page.", url: "https://example.com/approve" }),
  think: () => inputRequired.createMessage({ messages: [sampled], maxTokens: 10 }),
  roots: () => inputRequired.listRoots(),
};
const sampled = { role: "user" as const, content: { type: "text" as const, text: "Two and two?" } };
const form = ({ message }: { readonly message: string }) => ({
  message,
  requestedSchema: z.object({ sure: z.boolean().meta({ title: "Sure" }) }),
});

/** Asks in the first round, and repeats the answer in the next. */
function ask(name: keyof typeof inputs, { mcpReq }: ServerContext) {
  const answer = mcpReq.inputResponses?.question;
  if (answer !== undefined) return features.heard(answer);
  return inputRequired({ inputRequests: { question: inputs[name]() }, requestState: `asked ${name}` });
}

/** `ttlMs` is how long clients may cache the server's list of tools. */
export function modernServer(ttlMs = 0): FeatureServer {
  const tools: object[] = [...features.tools];
  const handler = createMcpHandler(
    () => {
      const mcp = new McpServer(
        { name: "modern", version: "2.0.0" },
        {
          instructions: features.instructions,
          capabilities: {
            tools: { listChanged: true },
            prompts: { listChanged: true },
            resources: { listChanged: true, subscribe: true },
            completions: {},
            logging: {},
            extensions: { "com.example/kept": { yes: true } },
          },
        },
      );
      offer(mcp.server, tools, ttlMs);
      return mcp;
    },
    { legacy: "reject" },
  );
  const node = toNodeHandler(handler);
  return {
    serve: (request, response) =>
      void node(Object.assign(request, { method: request.method ?? "GET", url: request.url ?? "/" }), response),
    toolsChanged: () => {
      tools.push(features.grownTool);
      handler.notify.toolsChanged();
    },
    promptsChanged: () => handler.notify.promptsChanged(),
    resourcesChanged: () => handler.notify.resourcesChanged(),
    resourceUpdated: (uri) => handler.notify.resourceUpdated(uri),
  };
}

const List = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string(), inputSchema: z.looseObject({ type: z.literal("object") }) })),
});

function offer(server: McpServer["server"], tools: readonly object[], ttlMs: number): void {
  server.setRequestHandler("tools/list", () => ({ ...List.parse({ tools }), ttlMs, cacheScope: "private" }));
  server.setRequestHandler("tools/call", ({ params }, context) => call(params.name, params.arguments ?? {}, context));
  server.setRequestHandler("prompts/list", () => ({ prompts: features.prompts }));
  server.setRequestHandler("prompts/get", ({ params }, context) => {
    if (params.name !== "brief") return features.greeting(params.arguments?.name);
    const answer = context.mcpReq.inputResponses?.question;
    if (answer !== undefined) return features.greeting(JSON.stringify(answer));
    return inputRequired({ inputRequests: { question: inputs.confirm() } });
  });
  server.setRequestHandler("resources/list", () => ({ resources: features.resources }));
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: features.templates }));
  server.setRequestHandler("resources/read", ({ params }) => {
    if (params.uri.startsWith("memo://")) return features.memo(params.uri);
    throw new ProtocolError(-32602, "Resource not found", { uri: params.uri });
  });
  server.setRequestHandler("completion/complete", () => features.completions);
  server.setRequestHandler("acme/custom", { params: z.looseObject({}) }, (params, { mcpReq }) =>
    features.custom(params, mcpReq._meta),
  );
}

async function call(name: string, args: Record<string, unknown>, context: ServerContext) {
  const { mcpReq } = context;
  if (features.isQuestion(name)) return ask(name, context);
  const answer = features.answerAtOnce(name, args);
  if (answer !== null) return answer;
  switch (name) {
    case "walk":
      for (let progress = 1; progress <= Number(args.steps); progress += 1) {
        const params = { progressToken: mcpReq._meta?.progressToken ?? 0, progress, total: Number(args.steps) };
        await mcpReq.notify({ method: "notifications/progress", params });
      }
      await sleep(20);
      return features.text("Arrived.");
    case "tell":
      for (const level of ["debug", "warning"] as const) await mcpReq.log(level, `A ${level}.`, "walker");
      await sleep(20);
      return features.text("Told.");
    case "wait":
      await new Promise((done) => mcpReq.signal.addEventListener("abort", done));
      return features.text("Cancelled.");
    default:
      throw new ProtocolError(-32602, `Unknown tool: ${name}`);
  }
}
