/**
 * The conformance suite's fixtures that answer with raw protocol content: pictures, sounds, log messages, and schemas that
 * must arrive unchanged. The framework's tools answer with structured content, so these are not defined with it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CallToolResult,
  type InputRequiredResult,
  MissingRequiredClientCapabilityError,
  type ServerContext,
  type Tool,
} from "@modelcontextprotocol/server";

/** A tool outside the framework's call path. The framework still decides who may call it. */
export interface RawTool {
  readonly listed: Tool;
  answer(request: ServerContext, args: Record<string, unknown>): Promise<CallToolResult | InputRequiredResult>;
}

export const rawTool = (
  name: string,
  answer: RawTool["answer"],
  inputSchema: Tool["inputSchema"] = noArguments,
): RawTool => ({
  listed: { name, description: `Fixture ${name} of the conformance suite.`, inputSchema },
  answer,
});

export const textResult = (text: string): CallToolResult => ({ content: [{ type: "text", text }] });

const noArguments: Tool["inputSchema"] = { type: "object", properties: {} };

/** One red pixel. */
export const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/** A WAV header without sound. */
const wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

const image = { type: "image", data: png, mimeType: "image/png" } as const;

const logging: RawTool["answer"] = async ({ mcpReq }) => {
  await mcpReq.log("info", "Tool execution started");
  await sleep(50);
  await mcpReq.log("info", "Tool processing data");
  await sleep(50);
  await mcpReq.log("info", "Tool execution completed");
  return textResult("Logged three messages.");
};

/** Every keyword must survive tools/list (SEP-1613, SEP-2106). */
const jsonSchema202012: Tool["inputSchema"] = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};

export const rawTools = (toolsChanged: () => void): readonly RawTool[] => [
  rawTool("test_simple_text", async () => textResult("This is a simple text response for testing.")),
  rawTool("test_image_content", async () => ({ content: [image] })),
  rawTool("test_audio_content", async () => ({ content: [{ type: "audio", data: wav, mimeType: "audio/wav" }] })),
  rawTool("test_embedded_resource", async () => ({
    content: [
      {
        type: "resource",
        resource: {
          uri: "test://embedded-resource",
          mimeType: "text/plain",
          text: "This is an embedded resource content.",
        },
      },
    ],
  })),
  rawTool("test_multiple_content_types", async () => ({
    content: [
      { type: "text", text: "Multiple content types test:" },
      image,
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: JSON.stringify({ test: "data", value: 123 }),
        },
      },
    ],
  })),
  rawTool("test_tool_with_logging", logging),
  rawTool("test_logging_tool", logging),
  rawTool("json_schema_2020_12_tool", async () => textResult("ok"), jsonSchema202012),
  rawTool("test_missing_capability", async () => {
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
  }),
  rawTool("test_trigger_tool_change", async () => {
    toolsChanged();
    return textResult("The tool list is announced as changed.");
  }),
];
