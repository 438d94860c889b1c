/** Lists and calls tools through the local broker, as any agent on this machine does: with the same policy and approvals. */
import { z } from "zod";
import type { BridgeClient } from "../../proxy/client/bridge-client.ts";
import { CallResult } from "../../proxy/client/call-result.ts";
import type { OwnAgent } from "../../proxy/contracts/own-agents.ts";
import type { Home } from "../../proxy/files/home.ts";

const Tool = z.looseObject({ name: z.string(), inputSchema: z.unknown() });
const ToolPage = z.object({ tools: z.array(Tool), nextCursor: z.string().optional() });

/** A server may say that its list goes on without end. */
const maxPages = 50;

export interface CallParts {
  readonly agent: OwnAgent;
  readonly home: Home;
  /** The program that starts a broker where none runs. */
  readonly program: string;
  /** The folder of the window, so that a request for approval shows here. */
  folder(): string | undefined;
}

export interface CallEvents {
  progress(message: string): void;
  /** The call waits for a person, or no longer does. */
  held(waits: boolean): void;
}

export interface RunningCall {
  /** Null if the call was cancelled. Rejects with the broker's or the server's failure. */
  readonly result: Promise<CallResult | null>;
  cancel(): void;
}

export class ToolCalls {
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  /**
   * The input schema of a tool; undefined if the server does not list it. A broker that has never reached the server
   * answers at once from the catalogue, which has no schemas, and reads the server's own list meanwhile.
   */
  async inputSchema(server: string, tool: string): Promise<unknown> {
    const client = await this.#connect(server);
    try {
      const until = Date.now() + ownListTimeoutMs;
      for (;;) {
        const schema = await listedSchema(client, tool);
        if (!isPlaceholder(schema) || Date.now() > until) return schema;
        await new Promise((done) => setTimeout(done, ownListIntervalMs));
      }
    } finally {
      client.close();
    }
  }

  /** Starts a call, and returns at once. */
  call(server: string, tool: string, args: Readonly<Record<string, unknown>>, events: CallEvents): RunningCall {
    let cancel: () => void = () => {};
    const cancelled = new Promise<null>((done) => {
      cancel = () => done(null);
    });
    const run = async (): Promise<CallResult | null> => {
      const client = await this.#connect(server);
      client.onProgress = events.progress;
      client.onHeld = events.held;
      try {
        const result = client.request("tools/call", { name: tool, arguments: args }, CallResult);
        const first = await Promise.race([result, cancelled]);
        if (first === null) client.cancel();
        return first;
      } finally {
        client.close();
      }
    };
    return { result: Promise.race([run(), cancelled]), cancel };
  }

  async #connect(server: string): Promise<BridgeClient> {
    // Loaded only now, so that the window starts quickly.
    const { BridgeClient } = await import("../../proxy/client/bridge-client.ts");
    const { agent, home, program, folder } = this.#parts;
    return BridgeClient.connect(home, server, { agent, program, cwd: folder() });
  }
}

/** How long the server's own list may take to come, and how often we ask for it. */
const ownListTimeoutMs = 5_000;
const ownListIntervalMs = 200;

/** Whether this is what the broker sends instead of a schema that it does not know (proxy/mcp/host/tool-listing.ts). */
const isPlaceholder = (schema: unknown): boolean =>
  z.strictObject({ type: z.literal("object") }).safeParse(schema).success;

async function listedSchema(client: BridgeClient, tool: string): Promise<unknown> {
  let cursor: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await client.request("tools/list", cursor === undefined ? {} : { cursor }, ToolPage);
    const found = page.tools.find(({ name }) => name === tool);
    if (found !== undefined) return found.inputSchema;
    cursor = page.nextCursor;
    if (cursor === undefined) return undefined;
  }
  return undefined;
}
