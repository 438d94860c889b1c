/** What a server answers about its tools: the ones that a caller may use, and their calls, with a record of each. */
import { workspaceMetaKey } from "@drawbridge/contracts/approvals";
import { shortened } from "@drawbridge/contracts/storable-text";
import {
  type CallToolRequestParams,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type InputRequiredResult,
  type ListToolsResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Answer } from "../answers/answer.ts";
import { call, type Exchange } from "../calls/call.ts";
import type { Caller, RunningServer } from "../calls/running-server.ts";
import type { Context } from "../context.ts";
import { traceOf } from "../telemetry/traces.ts";
import { listedTool } from "./tool-list.ts";

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
  const tools = new Map(definition.tools.map((tool) => [tool.name, { tool, entry: listedTool(tool) }]));

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
        principal,
        requestId,
        agent,
        trace: traceOf(mcpReq._meta),
      };
      const { result } = await telemetry.record(record, async () =>
        tool === undefined ? unknownTool : call(server, tool, params, caller, exchangeOf(request, agent)),
      );
      if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
      return result;
    },
  };
}

const unknownTool: Answer = { outcome: "unknown-tool", result: { isError: true, content: [] } };

/** The client's name for itself, as modern requests carry it. */
const Envelope = z.object({ [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }) });
const maxAgentNameLength = 100;

const agentOf = (envelope: unknown): string | null =>
  cutTo(maxAgentNameLength, Envelope.safeParse(envelope).data?.[CLIENT_INFO_META_KEY].name);

const exchangeOf = (request: ServerContext, agent: string | null): Exchange => {
  const { mcpReq } = request;
  return {
    agent,
    workspace: workspaceOf(mcpReq._meta),
    cancelled: mcpReq.signal,
    progress: progressOf(request),
    canAsk: canAsk(mcpReq.envelope),
    state: mcpReq.requestState<string>() ?? null,
    responses: mcpReq.inputResponses,
  };
};

const Workspace = z.object({ [workspaceMetaKey]: z.string() });
const maxWorkspaceLength = 200;

const workspaceOf = (meta: unknown): string | null =>
  cutTo(maxWorkspaceLength, Workspace.safeParse(meta).data?.[workspaceMetaKey]);

const cutTo = (length: number, text: string | undefined): string | null =>
  text === undefined ? null : shortened(text, length);

const Capabilities = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({
    elicitation: z.object({ form: z.unknown(), url: z.unknown() }).partial().optional(),
  }),
});

/**
 * How a modern client can be asked, by what it declares with each request: a bare `elicitation: {}` means forms, as it
 * did before there were modes. About a legacy client nothing is known here, and no question can reach it, because it is
 * served without state.
 */
function canAsk(envelope: unknown): Exchange["canAsk"] {
  const elicitation = Capabilities.safeParse(envelope).data?.[CLIENT_CAPABILITIES_META_KEY].elicitation;
  if (elicitation === undefined) return { form: false, url: false };
  const { form, url } = elicitation;
  return { form: form !== undefined || url === undefined, url: url !== undefined };
}

/** Progress to the client, on the request's own stream. Values that do not grow are dropped, as MCP requires. */
function progressOf({ mcpReq }: ServerContext): Context["progress"] {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let progress = Number.NEGATIVE_INFINITY;
  return (done, total, message) => {
    if (done <= progress) return;
    progress = done;
    const params = {
      progressToken,
      progress: done,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    };
    // A client that has disconnected cannot use the notification.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}
