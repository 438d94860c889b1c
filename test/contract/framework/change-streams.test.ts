import assert from "node:assert/strict";
import { startForTest, type TestCaller, type TestKit } from "@drawbridge/framework/testing";
import { modernMeta } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { send } from "../../support/network/http.ts";
import { ada, finn, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

describe("the limits of change streams", () => {
  let kit: TestKit;
  let open: AbortController[];
  before(async () => {
    kit = await startForTest(workshop(), {
      settings: { DRAWBRIDGE_MAX_SUBSCRIPTIONS: "3", DRAWBRIDGE_MAX_SUBSCRIPTIONS_PER_USER: "2" },
    });
  });
  after(() => kit.close());
  beforeEach(() => {
    open = [];
  });
  afterEach(async () => {
    for (const stream of open) stream.abort();
    await isOpen(0);
  });

  /** Asks for a stream, and resolves with the head of the answer. */
  async function listen(caller: TestCaller, notifications: object = { toolsListChanged: true }): Promise<Response> {
    const stream = new AbortController();
    open.push(stream);
    const method = "subscriptions/listen";
    const message = { jsonrpc: "2.0", id: "mine", method, params: { notifications, _meta: modernMeta() } };
    return await fetch(`${kit.url}/mcp`, {
      method: "POST",
      signal: stream.signal,
      headers: {
        ...kit.headers(caller),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
      },
      body: JSON.stringify(message),
    });
  }
  const metrics = async (): Promise<string> => (await send(`${kit.url}/metrics`)).body;
  const isOpen = (count: number) =>
    until(`${count} streams are open`, async () =>
      (await metrics()).includes(`drawbridge_change_streams{server="workshop"} ${count}`),
    );

  it(
    verifies("framework.change-streams", "A stream over the server's limit is refused, and served once another ended"),
    async () => {
      for (const caller of [ada, ada, finn]) assert.equal((await listen(caller)).status, 200);
      await isOpen(3);
      const refused = await listen(finn);
      assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "30"]);
      const { id, error } = (await refused.json()) as { id: unknown; error: { code: number; message: string } };
      assert.deepEqual([id, error.code], ["mine", -32_603]);
      assert.match(error.message, /^Subscription limit reached: workshop keeps 3 change streams at once/);
      open[0]?.abort();
      await isOpen(2);
      assert.equal((await listen(finn)).status, 200);
    },
  );

  it(
    verifies("framework.change-streams", "A user over their own limit is refused, and another user is not"),
    async () => {
      for (const caller of [ada, ada]) assert.equal((await listen(caller)).status, 200);
      const refused = await listen(ada);
      assert.equal(refused.status, 429);
      assert.match(await refused.text(), /workshop keeps 2 change streams of one user at once/);
      assert.equal((await listen(finn)).status, 200);
      assert.match(await metrics(), /drawbridge_change_streams_refused_total\{server="workshop",limit="user"\} 1/);
    },
  );

  it(verifies("framework.change-streams", "A request that opens no stream takes no place"), async () => {
    for (let times = 0; times < 4; times += 1) {
      assert.match(await (await listen(ada, {})).text(), /"resultType":"complete"/);
      assert.match(await (await listen(ada, { toolsListChanged: "yes" })).text(), /-32602/);
    }
    await isOpen(0);
    assert.equal((await listen(ada)).status, 200);
  });
});
