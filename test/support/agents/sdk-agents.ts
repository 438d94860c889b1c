/** The official SDKs' clients on a bridge, one for each era, with one interface. */
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  CallToolResultSchema,
  ElicitRequestSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { bundledCli } from "./proxy-bundle.ts";

export interface AgentCallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

export interface Called {
  readonly text: string;
  readonly isError: boolean;
  readonly code: unknown;
}

export interface Agent {
  readonly instructions: string | undefined;
  readonly serverName: string | undefined;
  tools(): Promise<string[]>;
  call(name: string, args?: Record<string, unknown>, options?: AgentCallOptions): Promise<Called>;
  /** How often the client was notified that the tools changed. */
  readonly listChanges: () => number;
  close(): Promise<void>;
}

export type Connect = (server: string, folder: string) => Promise<Agent>;

const launch = async (server: string, folder: string) => ({
  command: process.execPath,
  args: [(await bundledCli()).cli, "bridge", server, "--home", folder],
  env: { PATH: process.env.PATH ?? "", HOME: folder },
  stderr: "ignore" as const,
});

interface Result {
  readonly content?: unknown;
  readonly isError?: boolean | undefined;
  readonly _meta?: Record<string, unknown> | undefined;
}

function called({ content, isError, _meta }: Result): Called {
  const [first] = Array.isArray(content) ? content : [];
  return { text: String(first?.text), isError: isError === true, code: _meta?.["drawbridge/code"] };
}

const form = { elicitation: { form: {} } };
const ada = { action: "accept" as const, content: { name: "Ada" } };

/** What both clients have in common. */
interface EitherClient {
  getInstructions(): string | undefined;
  getServerVersion(): { name: string } | undefined;
  listTools(): Promise<{ tools: { name: string }[] }>;
  close(): Promise<void>;
}

const described = (client: EitherClient) => ({
  instructions: client.getInstructions(),
  serverName: client.getServerVersion()?.name,
  tools: async () => (await client.listTools()).tools.map(({ name }) => name),
  close: () => client.close(),
});

/** The 2.x client, which speaks 2026-07-28. */
export const modernAgent: Connect = async (server, folder) => {
  let listChanges = 0;
  const onToolsChanged = () => {
    listChanges += 1;
  };
  const client = new Client(
    { name: "modern-agent", version: "2" },
    {
      capabilities: form,
      versionNegotiation: { mode: { pin: "2026-07-28" } },
      listChanged: { tools: { onChanged: onToolsChanged } },
    },
  );
  client.setRequestHandler("elicitation/create", () => ada);
  await client.connect(new StdioClientTransport(await launch(server, folder)));
  return {
    ...described(client),
    call: async (name, args = {}, { signal, onProgress } = {}) =>
      called(
        await client.callTool(
          { name, arguments: args },
          { ...(signal && { signal }), ...(onProgress && { onprogress: ({ progress }) => onProgress(progress) }) },
        ),
      ),
    listChanges: () => listChanges,
  };
};

/** The 1.x client, which knows 2025-11-25 at the latest. */
export const legacyAgent: Connect = async (server, folder) => {
  let listChanges = 0;
  const client = new LegacyClient({ name: "legacy-agent", version: "1" }, { capabilities: form });
  client.setRequestHandler(ElicitRequestSchema, () => ada);
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    listChanges += 1;
  });
  await client.connect(new LegacyStdioTransport(await launch(server, folder)));
  return {
    ...described(client),
    call: async (name, args = {}, { signal, onProgress } = {}) =>
      called(
        await client.callTool({ name, arguments: args }, CallToolResultSchema, {
          ...(signal && { signal }),
          ...(onProgress && { onprogress: ({ progress }) => onProgress(progress) }),
        }),
      ),
    listChanges: () => listChanges,
  };
};
