/** Hosts that reach the edge without a broker. No broker waits for them, and they do not need one. */
import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { codeOf, textOf } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";
import { ApprovingStack } from "../../support/worlds/approving-stack.ts";

describe("a host that reaches the edge without a broker", function () {
  this.timeout(60_000);
  let stack: ApprovingStack;
  before(async () => {
    stack = await ApprovingStack.start();
  });
  after(() => stack.close());

  const connect = async (mode: "legacy" | { readonly pin: string }, onPage?: (url: string) => Promise<void>) => {
    const capabilities = onPage === undefined ? {} : { elicitation: { url: {} } };
    const client = new Client({ name: "a host", version: "1" }, { versionNegotiation: { mode }, capabilities });
    if (onPage !== undefined) {
      client.setRequestHandler("elicitation/create", async ({ params }) => {
        assert.ok("url" in params);
        await onPage(params.url);
        return { action: "accept" };
      });
    }
    const headers = { authorization: `Bearer ${await stack.identity.accessToken("ada")}` };
    await client.connect(new StreamableHTTPClientTransport(new URL(stack.serverUrl()), { requestInit: { headers } }));
    return client;
  };
  const create = (table: string) => ({
    name: "write_query",
    arguments: { sql: `CREATE TABLE ads.${table} AS SELECT 1 AS n` },
  });

  it(verifies("gate.elicitation", "A host is sent to the registry, and runs once approved there"), async () => {
    const ada = await stack.approver("ada");
    const client = await connect({ pin: "2026-07-28" }, async (url) => {
      const [pending] = await ada.pending();
      assert.equal(pending?.link, url);
      await ada.approve(pending);
    });
    const result = await client.callTool(create("direct"));
    await client.close();
    assert.equal(textOf(result), '{"rows":1}');
  });

  it(verifies("gate.pending", "A host of the legacy era learns where to decide, and its next call runs"), async () => {
    const ada = await stack.approver("ada");
    const client = await connect("legacy");
    const first = await client.callTool(create("legacy"));
    assert.equal(codeOf(first), "approval-pending");
    const [pending] = await ada.pending();
    assert.ok(pending && textOf(first).includes(pending.link), textOf(first));
    await ada.approve(pending);
    assert.equal(textOf(await client.callTool(create("legacy"))), '{"rows":1}');
    await client.close();
  });
});
