/**
 * Tests a server as its users meet it: started for real on a free port, under the policy of its own manifest, and
 * spoken to with the official SDK in either era. The kit plays the edge: it sends the proof and the identity headers.
 *
 *   const kit = await startForTest(server, { settings: { DRAWBRIDGE_WAREHOUSE: file } });
 *   const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
 *   const result = await ada.callTool({ name: "query", arguments: { sql: "SELECT 1" } });
 *   await kit.close();
 */
import { identityHeaders, type Principal } from "@drawbridge/contracts/identity";
import { identityHeadersOf } from "@drawbridge/contracts/identity-headers";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { policyOf } from "./access/policy.ts";
import type { ServerDefinition } from "./define-server.ts";
import { manifestOf } from "./manifest.ts";
import { fixedPolicy, type PolicySource } from "./policy/source.ts";
import { type StartOptions, start } from "./serve.ts";

/** Who connects, and how. A local agent in the modern era where nothing else is said. */
export interface TestCaller extends Partial<Principal> {
  readonly user: string;
  readonly era?: "modern" | "legacy";
}

export interface TestKit {
  /** Base URL of the server; MCP is at `${url}/mcp`. */
  readonly url: string;
  /** What the edge would send for this caller. */
  headers(caller: TestCaller): Record<string, string>;
  /** An SDK client of that caller's, connected; the kit closes it. */
  connect(caller: TestCaller): Promise<Client>;
  /** Closes the server as SIGTERM would, under its clients. */
  stopServer(): Promise<void>;
  /** Closes the clients and the server. */
  close(): Promise<void>;
}

export interface TestOptions<Services> extends Partial<Pick<StartOptions<Services>, "port" | "settings" | "protocol">> {
  /** The policy's source; the policy of the manifest where it is left out. */
  readonly policies?: PolicySource;
}

const edgeProof = "the proof of an edge in tests";
const modernVersion = "2026-07-28";

export async function startForTest<Services>(
  definition: ServerDefinition<Services>,
  { port = 0, settings = {}, policies, protocol }: TestOptions<Services> = {},
): Promise<TestKit> {
  const part = await start(definition, {
    port,
    edgeProof,
    settings: { DRAWBRIDGE_LOG_LEVEL: "silent", ...settings },
    policySource: ({ environment }) => policies ?? fixedPolicy(policyOf(manifestOf(definition, environment))),
    ...(protocol === undefined ? {} : { protocol }),
  });
  const clients: Client[] = [];
  const headers = ({ user, groups = [], surface = "local" }: TestCaller): Record<string, string> => ({
    ...identityHeadersOf({ user, groups, surface }),
    [identityHeaders.proof]: edgeProof,
  });

  return {
    url: part.url,
    headers,
    async connect(caller) {
      const mode = caller.era === "legacy" ? ("legacy" as const) : { pin: modernVersion };
      const client = new Client({ name: "drawbridge-test", version: "1" }, { versionNegotiation: { mode } });
      clients.push(client);
      const requestInit = { headers: headers(caller) };
      await client.connect(new StreamableHTTPClientTransport(new URL(`${part.url}/mcp`), { requestInit }));
      return client;
    },
    stopServer: () => part.close(),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await part.close();
    },
  };
}
