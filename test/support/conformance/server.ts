/**
 * The server that the protocol's conformance suite tests: a server of the framework with the suite's fixtures. Tools that
 * fit the framework are defined with it. The others answer raw, to each caller that the framework admits.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Context, defineServer, defineTool, type ServerDefinition, ToolError } from "@drawbridge/framework";
import { z } from "zod";
import type { RunningServer } from "../../../reference-servers/framework/calls/running-server.ts";
import { type Protocol, protocol } from "../../../reference-servers/framework/mcp/protocol.ts";
import { type ToolFace, toolFace } from "../../../reference-servers/framework/mcp/tool-face.ts";
import { offerFeatures } from "./features.ts";
import { inputRequiredTools } from "./input-required.ts";
import { type RawTool, rawTools } from "./raw-tools.ts";

const Done = z.object({ done: z.boolean() });
const about = { minutesSaved: 0, authorize: "everybody", effect: "read" } as const;

const failing = defineTool({
  ...about,
  name: "test_error_handling",
  title: "Fails",
  description: "Always fails, as tools are meant to.",
  input: z.object({}),
  output: Done,
  run: async () => {
    throw new ToolError("intended", "This tool intentionally returns an error for testing", "Nothing is to be done.");
  },
});

const progressing = defineTool({
  ...about,
  name: "test_tool_with_progress",
  title: "Reports progress",
  description: "Reports 0, 50 and 100 of 100.",
  input: z.object({}),
  output: Done,
  run: async (_, context: Context) => {
    for (const done of [0, 50, 100]) {
      context.progress(done, 100);
      await sleep(50);
    }
    return { done: true };
  },
});

export const fixtureServer = defineServer({
  name: "fixtures",
  title: "Conformance fixtures",
  description: "What the conformance suite expects of a server.",
  owner: "Drawbridge",
  support: [],
  sensitivity: "public",
  environment: "dev",
  listed: true,
  access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
  policies: { everybody: "permit(principal, action, resource);" },
  tools: [failing, progressing],
  open: async () => null,
  ready: async () => {},
  close: async () => {},
  extend: offerFeatures,
}) satisfies ServerDefinition<null>;

/** The framework's protocol, with the raw fixtures added to its tools. */
export function fixtureProtocol(server: RunningServer<null>, toolsChanged: () => void): Protocol {
  const own = toolFace(server);
  const raw = new Map<string, RawTool>(
    [...rawTools(toolsChanged), ...inputRequiredTools].map((tool) => [tool.listed.name, tool]),
  );
  const face: ToolFace = {
    list(caller) {
      const { tools } = own.list(caller);
      return { tools: [...tools, ...[...raw.values()].map(({ listed }) => listed)] };
    },
    call: async (params, caller, request) =>
      raw.get(params.name)?.answer(request, params.arguments ?? {}) ?? own.call(params, caller, request),
  };
  return protocol(server, face);
}
