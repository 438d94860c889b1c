/** What a server answers about its tools: the ones that a caller may use, and their calls, recorded. */
import {
  type CallToolRequestParams,
  type CallToolResult,
  CLIENT_INFO_META_KEY,
  type InputRequiredResult,
  type ListToolsResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Answer } from "../calls/answer.ts";
import { call } from "../calls/call.ts";
import type { Context } from "../context.ts";
import type { Caller, RunningServer } from "../running-server.ts";
import { traceOf } from "../telemetry/traces.ts";
import { listed } from "./tool-list.ts";

export interface ToolFace {
  /** In the definition's order, so that equal lists are equal texts. */
  list(caller: Caller): ListToolsResult;
  /** Throws a ProtocolError for a name that no tool has; everything else is an answer. */
  call(
    params: CallToolRequestParams,
    caller: Caller,
    request: ServerContext,
  ): Promise<CallToolResult | InputRequiredResult>;
}

export function toolFace<Services>(server: RunningServer<Services>): ToolFace {
  const { definition, environment, policies, telemetry } = server;
  const tools = new Map(definition.tools.map((tool) => [tool.name, { tool, entry: listed(tool) }]));

  return {
    list({ principal }) {
      const decide = policies.current()?.tools.decide;
      const allowed = [...tools].filter(([name]) => decide?.(name, principal, environment).allowed);
      return { tools: allowed.map(([, { entry }]) => entry) };
    },

    async call(params, caller, request) {
      const tool = tools.get(params.name)?.tool;
      const { mcpReq } = request;
      const agent = agentOf(mcpReq.envelope);
      const { requestId, principal } = caller;
      const record = {
        tool: tool?.name ?? "unknown",
        user: principal.user,
        requestId,
        agent,
        trace: traceOf(mcpReq._meta),
      };
      const { result } = await telemetry.record(record, async () =>
        tool === undefined
          ? unknownTool
          : call(server, tool, params, caller, { agent, cancelled: mcpReq.signal, progress: progressOf(request) }),
      );
      if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
      return result;
    },
  };
}

const unknownTool: Answer = { outcome: "unknown-tool", result: { isError: true, content: [] } };

/** The client's name for itself, as modern requests carry it. */
const Envelope = z.object({ [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }) });
const longestAgentName = 100;

const agentOf = (envelope: unknown): string | null =>
  Envelope.safeParse(envelope).data?.[CLIENT_INFO_META_KEY].name.slice(0, longestAgentName) ?? null;

/** Progress towards the client, on the request's own stream; values that do not grow are dropped, as MCP wants them to. */
function progressOf({ mcpReq }: ServerContext): Context["progress"] {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let reached = Number.NEGATIVE_INFINITY;
  return (done, total, message) => {
    if (done <= reached) return;
    reached = done;
    const params = {
      progressToken,
      progress: done,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    };
    // A client that left misses nothing it could still use.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}
