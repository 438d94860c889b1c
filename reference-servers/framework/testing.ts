/**
 * Tests a server as its users meet it: started for real on a free port, under the policy of its own manifest, and
 * spoken to with the official SDK in either era. The kit plays the edge: it sends the proof and the identity headers.
 *
 *   const kit = await startForTest(server, { settings: { DRAWBRIDGE_WAREHOUSE: file } });
 *   const ada = await kit.connect({ user: "ada", groups: ["ads-eng"] });
 *   const result = await ada.callTool({ name: "query", arguments: { sql: "SELECT 1" } });
 *   await kit.close();
 */
import { setTimeout as sleep } from "node:timers/promises";
import { identityHeaders, type Principal } from "@drawbridge/contracts/identity";
import { identityHeadersOf } from "@drawbridge/contracts/identity-headers";
import { type CheckedServer, type Finding, poisoningFindings } from "@drawbridge/contracts/poisoning";
import type { RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import { policyOf } from "@drawbridge/hosted/access-policy";
import {
  Client,
  type ClientCapabilities,
  type ElicitRequest,
  type ElicitResult,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import type { ServerDefinition } from "./define-server.ts";
import { describedTools } from "./described-tools.ts";
import { manifestOf } from "./manifest.ts";
import { fixedPolicy, type PolicySource } from "./policy/policy-source.ts";
import { followingRegistry, type StartOptions, start } from "./serve.ts";

export { type InMemoryRegistry, startInMemoryRegistry } from "./in-memory-registry/registry.ts";

/** Who connects, and how. By default, a local agent in the modern era. */
export interface TestCaller extends Partial<Principal> {
  readonly user: string;
  readonly era?: "modern" | "legacy";
  /** How this client can be asked; left out, it cannot be asked. */
  readonly elicitation?: NonNullable<ClientCapabilities["elicitation"]>;
  /** Answers a question; left out, the client declines. */
  readonly answer?: (params: ElicitRequest["params"]) => ElicitResult | Promise<ElicitResult>;
}

/** A server under test, and its clients. */
export interface TestKit {
  /** Base URL of the server; MCP is at `${url}/mcp`. */
  readonly url: string;
  /** The headers that the edge would send for this caller. */
  headers(caller: TestCaller): Record<string, string>;
  /** A connected SDK client for that caller; the kit closes it. */
  connect(caller: TestCaller): Promise<Client>;
  /** Closes the server as SIGTERM would, while its clients are still connected. */
  stopServer(): Promise<void>;
  /** Closes the clients and the server. */
  close(): Promise<void>;
}

/** How `startForTest` starts the server; all of it may be left out. */
export interface TestOptions<Services> extends Partial<Pick<StartOptions<Services>, "port" | "settings" | "protocol">> {
  /** The policy source; left out, the registry where there is one, or else the policy of the manifest. */
  readonly policies?: PolicySource;
  /**
   * A running registry: the server announces itself there, gets its policy from there, and asks it for approvals.
   * `startInMemoryRegistry` starts one. Without one, a call that needs an approval is refused.
   */
  readonly registry?: RegistryAccess;
}

/** What the registry's checks find in `definition`'s tools. It refuses a version with a finding of the tier `hard`. */
export const poisoningOf = <Services>(
  definition: ServerDefinition<Services>,
  others: readonly CheckedServer[] = [],
): readonly Finding[] => poisoningFindings({ name: definition.name, tools: describedTools(definition) }, others);

const edgeProof = "the proof of an edge in tests";
const modernVersion = "2026-07-28";

/** Starts `definition` on a free port (or on `port`), with `settings` as its environment. Close the kit after the test. */
export async function startForTest<Services>(
  definition: ServerDefinition<Services>,
  { port = 0, settings = {}, policies, registry, protocol }: TestOptions<Services> = {},
): Promise<TestKit> {
  const all = { DRAWBRIDGE_LOG_LEVEL: "silent", DRAWBRIDGE_POLICY_REFRESH_SECONDS: "0.2", ...settings };
  const part = await start(definition, {
    port,
    edgeProof,
    settings: all,
    ...(registry === undefined ? {} : { registry }),
    policySource: (at) => {
      if (policies !== undefined) return policies;
      if (registry !== undefined) {
        return followingRegistry(definition, { port, edgeProof, settings: all, registry })(at);
      }
      return fixedPolicy(policyOf(manifestOf(definition, at.environment)));
    },
    ...(protocol === undefined ? {} : { protocol }),
  });
  if (registry !== undefined) await serving(part.url);
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
      const { elicitation, answer = () => ({ action: "decline" as const }) } = caller;
      const capabilities = elicitation === undefined ? {} : { elicitation };
      const client = new Client(
        { name: "drawbridge-test", version: "1" },
        { versionNegotiation: { mode }, capabilities },
      );
      if (elicitation !== undefined) {
        client.setRequestHandler("elicitation/create", async ({ params }) => answer(params));
      }
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

/** A registry's policy arrives only after the start. */
async function serving(url: string): Promise<void> {
  const until = performance.now() + 10_000;
  while (!(await fetch(`${url}/readyz`)).ok) {
    if (performance.now() > until) throw new Error("the server has no policy from its registry");
    await sleep(20);
  }
}
