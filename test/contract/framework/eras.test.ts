import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OlderTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ada, eras, finn, textOf, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

/** What both SDKs' clients have in common, as far as these tests need it. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(call: { name: string; arguments: Record<string, unknown> }): Promise<Record<string, unknown>>;
  getInstructions(): string | undefined;
}

describe("one endpoint for both eras", () => {
  let kit: TestKit;
  const older: OlderClient[] = [];

  before(async () => {
    kit = await startForTest(workshop());
  });
  after(async () => {
    await Promise.all(older.map((client) => client.close()));
    await kit.close();
  });

  const connectOlder = async (): Promise<OlderClient> => {
    const client = new OlderClient({ name: "older", version: "1" });
    older.push(client);
    const requestInit = { headers: kit.headers(ada) };
    await client.connect(new OlderTransport(new URL(`${kit.url}/mcp`), { requestInit }));
    return client;
  };
  const clients: readonly (readonly [string, () => Promise<AnyClient>])[] = [
    ["the current SDK's modern client", () => kit.connect({ ...ada, era: "modern" })],
    ["the current SDK's legacy client", () => kit.connect({ ...ada, era: "legacy" })],
    ["the older SDK's client", connectOlder],
  ];

  for (const [who, connect] of clients) {
    it(
      verifies("framework.both-eras", `One endpoint lets ${who} list and call, and sends it the instructions`),
      async () => {
        const client = await connect();
        assert.equal(client.getInstructions(), "Try the tools.");
        const { tools } = await client.listTools();
        assert.equal(tools.length, 9);
        const result = await client.callTool({ name: "list_numbers", arguments: { count: 2 } });
        assert.deepEqual(result.structuredContent, { rows: ["row 0", "row 1"], total: 2 });
      },
    );

    it(
      verifies("framework.same-content", `One endpoint gives ${who} the same as text and as structured content`),
      async () => {
        const client = await connect();
        for (const count of [0, 3, 5_000]) {
          const result = await client.callTool({ name: "list_numbers", arguments: { count } });
          assert.deepEqual(JSON.parse(textOf({ content: result.content })), result.structuredContent);
        }
      },
    );
  }

  for (const era of eras) {
    it(
      verifies("framework.progress", `One endpoint reports growing progress to a ${era} client that asks for it`),
      async () => {
        const client = await kit.connect({ ...ada, era });
        const reports: unknown[] = [];
        await client.callTool(
          { name: "count_up", arguments: {} },
          { onprogress: (progress) => reports.push(progress) },
        );
        assert.deepEqual(reports, [
          { progress: 1, total: 3, message: "one" },
          { progress: 2, total: 3, message: "two" },
        ]);
        const silent = await client.callTool({ name: "count_up", arguments: {} });
        assert.deepEqual(silent.structuredContent, { done: true });
      },
    );

    it(verifies("framework.stable-list", `One endpoint lists the same text each time to a ${era} client`), async () => {
      const texts = new Set<string>();
      for (let time = 0; time < 3; time++) {
        const client = await kit.connect({ ...ada, era });
        texts.add(JSON.stringify(await client.listTools()));
      }
      assert.equal(texts.size, 1);
    });
  }

  it(
    verifies(
      "framework.stable-list",
      "A list says to a modern client that it is for this client only, and how long it is valid",
    ),
    async () => {
      for (const caller of [ada, finn]) {
        const list = await (await kit.connect(caller)).listTools();
        assert.equal(list.cacheScope, "private");
        assert.equal(list.ttlMs, 30_000);
      }
    },
  );
});
