import assert from "node:assert/strict";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { until } from "../../support/clocks/until.ts";
import { send } from "../../support/network/http.ts";
import { ada, codeOf, eras, newWorkshop, textOf, type Workshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

for (const era of eras) {
  describe(`closing a server with a ${era} client`, () => {
    let services: Workshop;
    let kit: TestKit;

    const start = async (seconds: string): Promise<void> => {
      services = newWorkshop();
      kit = await startForTest(workshop(services), { settings: { DRAWBRIDGE_DRAIN_SECONDS: seconds } });
    };
    const wait = async () => {
      const client = await kit.connect({ ...ada, era });
      return client.callTool({ name: "wait", arguments: {} });
    };
    it(
      verifies("framework.drain", `A closing server lets calls of a ${era} client end, and accepts no new call`),
      async () => {
        await start("60");
        const [call, other] = [wait(), await kit.connect({ ...ada, era })];
        await until("the call is under way", () => services.waiting === 1);
        const closed = kit.stopServer();
        await assert.rejects(other.callTool({ name: "note", arguments: { text: "late" } }));
        await assert.rejects(send(`${kit.url}/healthz`), { code: "ECONNREFUSED" });
        assert.equal(services.closed, false, "what the call needs stays open");
        services.release();
        assert.deepEqual((await call).structuredContent, { done: true });
        await closed;
        assert.equal(services.closed, true);
        await kit.close();
      },
    );

    it(
      verifies(
        "framework.drain",
        `A closing server stops a call that outlasts the drain, and its ${era} client learns so`,
      ),
      async () => {
        await start("0");
        const call = wait();
        await until("the call is under way", () => services.waiting === 1);
        await kit.stopServer();
        const result = await call;
        assert.equal(codeOf(result), "stopping");
        assert.match(textOf(result), /^failed: the server is stopping .* next: It only reads, so call again/);
        assert.deepEqual(services.aborted, ["stopping"]);
        await kit.close();
      },
    );
  });
}

describe("closing a server", () => {
  it(
    verifies("framework.drain", "A closing server ends the streams of listening clients, and may be closed twice"),
    async () => {
      const services = newWorkshop();
      const kit = await startForTest(workshop(services));
      const client = await kit.connect(ada);
      const subscription = await client.listen({ toolsListChanged: true });
      await Promise.all([kit.stopServer(), kit.stopServer()]);
      await subscription.closed;
      assert.equal(services.closed, true);
      await kit.close();
    },
  );

  it(verifies("framework.drain", "A server that could not start leaves nothing open"), async () => {
    const kit = await startForTest(workshop());
    const services = newWorkshop();
    const taken = Number(new URL(kit.url).port);
    await assert.rejects(startForTest(workshop(services), { port: taken }), { code: "EADDRINUSE" });
    assert.equal(services.closed, true);
    await kit.close();
  });
});
