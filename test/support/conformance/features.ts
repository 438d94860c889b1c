/** The conformance suite's prompts, resources, completions and logging, as a server offers them through `extend`. */
import { completable, type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { z } from "zod";
import { askForContext, promptContext } from "./input-required.ts";
import { png } from "./raw-tools.ts";

export function offerFeatures(mcp: McpServer): void {
  mcp.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
  offerPrompts(mcp);
  offerResources(mcp);
}

function offerPrompts(mcp: McpServer): void {
  mcp.registerPrompt("test_simple_prompt", { description: "Without arguments." }, () =>
    promptResult({ type: "text", text: "This is a simple prompt for testing." }),
  );
  const argument = completable(z.string(), (typed) =>
    ["paris", "park", "party"].filter((one) => one.startsWith(typed)),
  );
  mcp.registerPrompt(
    "test_prompt_with_arguments",
    { description: "With two arguments.", argsSchema: z.object({ arg1: argument, arg2: z.string() }) },
    ({ arg1, arg2 }) => promptResult({ type: "text", text: `Prompt with arguments: arg1='${arg1}', arg2='${arg2}'` }),
  );
  mcp.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "With a resource.", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) =>
      promptResult(
        {
          type: "resource",
          resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded resource content for testing." },
        },
        { type: "text", text: "Please process the embedded resource above." },
      ),
  );
  mcp.registerPrompt("test_prompt_with_image", { description: "With a picture." }, () =>
    promptResult(
      { type: "image", data: png, mimeType: "image/png" },
      { type: "text", text: "Please analyze the image above." },
    ),
  );
  mcp.registerPrompt("test_input_required_result_prompt", { description: "Asks first." }, (request) => {
    const context = promptContext(request);
    return context === undefined
      ? askForContext()
      : promptResult({ type: "text", text: `In the context of ${context}.` });
  });
}

type Said = Extract<Awaited<ReturnType<Parameters<McpServer["registerPrompt"]>[2]>>, { messages: unknown }>;

const promptResult = (...contents: Said["messages"][number]["content"][]): Said => ({
  messages: contents.map((content) => ({ role: "user", content })),
});

function offerResources(mcp: McpServer): void {
  mcp.registerResource("static-text", "test://static-text", { mimeType: "text/plain" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "text/plain", text: "This is the content of the static text resource." }],
  }));
  mcp.registerResource("static-binary", "test://static-binary", { mimeType: "image/png" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "image/png", blob: png }],
  }));
  mcp.registerResource("watched", "test://watched-resource", { mimeType: "text/plain" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "text/plain", text: "Watched." }],
  }));
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  mcp.registerResource("template", template, { mimeType: "application/json" }, ({ href }, { id }) => ({
    contents: [
      {
        uri: href,
        mimeType: "application/json",
        text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
      },
    ],
  }));
  mcp.server.setRequestHandler("resources/subscribe", () => ({}));
  mcp.server.setRequestHandler("resources/unsubscribe", () => ({}));
}
