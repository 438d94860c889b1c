/** An agent on the person's machine, in one of their folders, whose calls to Presto need approval. */
import { mkdirSync } from "node:fs";
import type { Approval } from "@drawbridge/contracts/approvals";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { z } from "zod";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { cli } from "../agents/command-line.ts";
import { until } from "../clocks/until.ts";

const Result = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ text: z.string().optional() })),
});

/** A call may wait as long as a test does (ms). */
const callTimeoutMs = 120_000;

export class AskingAgent {
  readonly #client: Client;
  readonly #home: string;

  private constructor(client: Client, home: string) {
    this.#client = client;
    this.#home = home;
  }

  static async start(home: string, folder: string, name = "claude-code"): Promise<AskingAgent> {
    mkdirSync(folder, { recursive: true });
    const client = new Client({ name, version: "1.0.0" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
    const env = { PATH: process.env.PATH ?? "", HOME: home };
    const args = [cli, "bridge", "presto", "--home", home];
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, env, cwd: folder, stderr: "ignore" }),
    );
    return new AskingAgent(client, home);
  }

  /** Runs the statement, and resolves with what the agent gets in the end. */
  async write(sql: string): Promise<string> {
    const result = await this.#client.callTool({ name: "write_query", arguments: { sql } }, { timeout: callTimeoutMs });
    return Result.parse(result)
      .content.map(({ text = "" }) => text)
      .join("\n");
  }

  /** The request for this statement, once it waits. */
  async requestFor(sql: string): Promise<Approval> {
    const broker = await BrokerClient.connect(homeOf(this.#home), cli);
    let found: Approval | undefined;
    try {
      await until(`a request for ${sql}`, async () => {
        const { approvals } = await broker.request("approvals", { folders: [] });
        found = approvals.map(({ approval }) => approval).find(({ view }) => view.plan.text?.content === sql);
        return found !== undefined;
      });
    } finally {
      broker.close();
    }
    if (found === undefined) throw new Error("unreachable");
    return found;
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
