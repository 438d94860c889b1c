/** Plays an agent of the table with an official SDK: 2.x if the agent speaks 2026-07-28, else 1.x. */
import { Client, parseJSONRPCMessage, type Transport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport as LegacyTransport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  JSONRPCMessageSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { AgentPipe, type End } from "./agent-process.ts";
import type { AgentRow } from "./agent-rows.ts";

export interface CallOptions {
  /** The time (ms) after which the agent gives this call up; if it is missing, the agent's own limit. */
  readonly timeoutMs?: number;
  readonly onProgress?: () => void;
}

export interface Shown {
  /** The part of the result that the agent shows its model. */
  readonly toModel: string;
  readonly text: string;
  readonly isError: boolean;
}

export interface PlayedAgent {
  readonly pipe: AgentPipe;
  /** The protocol version that both sides agreed on. */
  readonly version: string | undefined;
  readonly instructions: string | undefined;
  /** Milliseconds from the launch to the first list. */
  readonly startMs: number;
  readonly toolsAtStart: readonly string[];
  tools(): Promise<readonly string[]>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Shown>;
  readonly listChanges: () => number;
  end(): Promise<End>;
}

interface Spoken {
  version(): string | undefined;
  instructions(): string | undefined;
  tools(): Promise<readonly { readonly name: string }[]>;
  call(name: string, args: Record<string, unknown>, options: CallOptions): Promise<Result>;
}

interface Result {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
  readonly _meta?: unknown;
}

/** Launches a bridge as the agent does, connects, and lists the tools. */
export async function play(
  row: AgentRow,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Promise<PlayedAgent> {
  const begun = performance.now();
  const pipe = new AgentPipe(row, args, environment, cwd);
  let changes = 0;
  const onToolsChanged = () => {
    changes += 1;
  };
  const client = await (row.opening.kind === "discover"
    ? discovering(row, pipe, onToolsChanged)
    : initializing(row, pipe, onToolsChanged));
  const names = async () => (await client.tools()).map(({ name }) => name);
  const toolsAtStart = await names();
  const startMs = performance.now() - begun;
  return {
    ...{ pipe, startMs, toolsAtStart, tools: names, listChanges: () => changes, end: () => pipe.end() },
    version: client.version(),
    instructions: client.instructions(),
    call: async (name, callArgs = {}, options = {}) => partForModel(row, await client.call(name, callArgs, options)),
  };
}

function partForModel({ sees }: AgentRow, { content, structuredContent, isError }: Result): Shown {
  const [first] = Array.isArray(content) ? content : [];
  const text = String(first?.text ?? "");
  const structured = structuredContent === undefined ? text : JSON.stringify(structuredContent);
  return { text, isError: isError === true, toModel: sees === "text" ? text : structured };
}

const optionsOf = (row: AgentRow, { timeoutMs, onProgress }: CallOptions) => ({
  timeout: timeoutMs ?? row.callTimeoutMs,
  resetTimeoutOnProgress: row.progressHelps,
  // The SDKs ask for progress only if there is a listener.
  ...(row.asksForProgress && { onprogress: () => onProgress?.() }),
});

async function discovering(row: AgentRow, pipe: AgentPipe, onToolsChanged: () => void): Promise<Spoken> {
  const client = new Client(
    { name: row.name, version: row.version },
    {
      capabilities: row.capabilities,
      versionNegotiation: { mode: "auto" },
      ...(row.relists && { listChanged: { tools: { onChanged: onToolsChanged } } }),
    },
  );
  const { elicitation } = row;
  if (elicitation) client.setRequestHandler("elicitation/create", () => ({ action: elicitation }));
  const transport: Transport = {
    start: async () => {
      pipe.onLine = (line) => transport.onmessage?.(parseJSONRPCMessage(JSON.parse(line)));
      pipe.onEnd = () => transport.onclose?.();
    },
    send: async (message) => pipe.write(message),
    close: async () => {},
  };
  await client.connect(transport);
  return {
    version: () => client.getNegotiatedProtocolVersion(),
    instructions: () => client.getInstructions(),
    tools: async () => (await client.listTools()).tools,
    call: (name, args, options) => client.callTool({ name, arguments: args }, optionsOf(row, options)),
  };
}

async function initializing(row: AgentRow, pipe: AgentPipe, onToolsChanged: () => void): Promise<Spoken> {
  const requestedVersion = row.opening.kind === "initialize" ? row.opening.version : "";
  const client = new LegacyClient({ name: row.name, version: row.version }, { capabilities: row.capabilities });
  const { elicitation } = row;
  if (elicitation) client.setRequestHandler(ElicitRequestSchema, () => ({ action: elicitation }));
  if (row.relists) client.setNotificationHandler(ToolListChangedNotificationSchema, onToolsChanged);
  let version: string | undefined;
  const transport: LegacyTransport = {
    start: async () => {
      pipe.onLine = (line) => transport.onmessage?.(JSONRPCMessageSchema.parse(JSON.parse(line)));
      pipe.onEnd = () => transport.onclose?.();
    },
    // The SDK asks for the newest version that it knows, but the agent for the version that it was built with.
    send: async (message) => {
      const handshake = "method" in message && message.method === "initialize";
      pipe.write(
        handshake ? { ...message, params: { ...message.params, protocolVersion: requestedVersion } } : message,
      );
    },
    close: async () => {},
    setProtocolVersion: (agreed) => {
      version = agreed;
    },
  };
  await client.connect(transport);
  return {
    version: () => version,
    instructions: () => client.getInstructions(),
    tools: async () => (await client.listTools()).tools,
    call: (name, args, options) =>
      client.callTool({ name, arguments: args }, CallToolResultSchema, optionsOf(row, options)),
  };
}
