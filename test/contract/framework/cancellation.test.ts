import assert from "node:assert/strict";
import { startForTest, type TestCaller, type TestKit } from "@drawbridge/framework/testing";
import { Client as OlderClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OlderTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { until } from "../../support/clocks/until.ts";
import { ada, eras, finn, newWorkshop, type Workshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const initialize = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } };

describe("cancelling a call", () => {
  let services: Workshop;
  let kit: TestKit;

  beforeEach(async () => {
    services = newWorkshop();
    kit = await startForTest(workshop(services));
  });
  afterEach(() => kit.close());

  const underWay = (calls: number) => until(`${calls} calls are under way`, () => services.waiting === calls);
  const aborted = (calls: number) =>
    until(`${calls} tools heard of it`, () => services.aborted.filter((why) => why === "cancelled").length === calls);

  for (const era of eras) {
    it(
      verifies(
        "framework.cancellation",
        `A cancellation by a ${era} client reaches the tool of that call, and no other call of the client`,
      ),
      async () => {
        const client = await kit.connect({ ...ada, era });
        const cancel = new AbortController();
        const cancelled = client.callTool({ name: "wait", arguments: {} }, { signal: cancel.signal });
        const other = client.callTool({ name: "wait", arguments: {} });
        await underWay(2);
        cancel.abort();
        await assert.rejects(cancelled);
        await aborted(1);
        await underWay(1);
        services.release();
        assert.deepEqual((await other).structuredContent, { done: true });
      },
    );

    it(
      verifies("framework.cancellation", `A cancellation reaches the tool of a ${era} client that disconnects`),
      async () => {
        const client = await kit.connect({ ...ada, era });
        const lost = client.callTool({ name: "wait", arguments: {} });
        await underWay(1);
        await Promise.all([assert.rejects(lost), client.close()]);
        await aborted(1);
      },
    );
  }

  it(verifies("framework.cancellation", "A cancellation reaches the tool of the older SDK's client"), async () => {
    const client = new OlderClient({ name: "older", version: "1" });
    const requestInit = { headers: kit.headers(ada) };
    await client.connect(new OlderTransport(new URL(`${kit.url}/mcp`), { requestInit }));
    const cancel = new AbortController();
    const call = client.callTool({ name: "wait", arguments: {} }, undefined, { signal: cancel.signal });
    await underWay(1);
    cancel.abort();
    await assert.rejects(call);
    await aborted(1);
    await client.close();
  });

  describe("cancelling by a separate message, as legacy clients do", () => {
    const post = (caller: TestCaller, message: object, session: string | null): Promise<Response> =>
      fetch(`${kit.url}/mcp`, {
        method: "POST",
        headers: {
          ...kit.headers(caller),
          ...(session === null ? {} : { "mcp-session-id": session }),
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2025-11-25",
        },
        body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      });
    const begin = async (caller: TestCaller): Promise<string | null> => {
      const response = await post(caller, { id: 0, method: "initialize", params: initialize }, null);
      await response.text();
      return response.headers.get("mcp-session-id");
    };
    const wait = (caller: TestCaller, session: string | null, id: number | string) =>
      post(caller, { id, method: "tools/call", params: { name: "wait", arguments: {} } }, session);
    const cancel = async (caller: TestCaller, session: string | null, requestId: number | string): Promise<number> =>
      (await post(caller, { method: "notifications/cancelled", params: { requestId } }, session)).status;

    it(
      verifies(
        "framework.cancellation",
        "A cancellation message means the call of that id in that session of that user, and no other",
      ),
      async () => {
        const [session, another] = [await begin(ada), await begin(ada)];
        assert.ok(session !== null && another !== null && session !== another);
        const calls = [
          await wait(ada, session, 1),
          await wait(ada, session, "1"),
          await wait(ada, another, 1),
          await wait(finn, session, 1),
        ];
        await underWay(4);
        assert.equal(await cancel(ada, session, 7), 202);
        assert.equal(await cancel(ada, another, "1"), 202);
        assert.equal(await cancel(finn, another, 1), 202);
        assert.equal(await cancel(ada, null, 1), 202);
        await underWay(4);
        assert.equal(await cancel(ada, session, 1), 202);
        await aborted(1);
        await underWay(3);
        assert.equal(await calls[0]?.text().then((body) => body.includes("result")), false);
        services.release();
        for (const call of calls.slice(1)) assert.match(await call.text(), /"done":true/);
      },
    );

    it(
      verifies(
        "framework.cancellation",
        "A cancellation message is ignored where no session distinguishes a user's clients",
      ),
      async () => {
        const call = await wait(ada, null, 1);
        await underWay(1);
        assert.equal(await cancel(ada, null, 1), 202);
        services.release();
        assert.match(await call.text(), /"done":true/);
        assert.deepEqual(services.aborted, []);
      },
    );
  });
});
