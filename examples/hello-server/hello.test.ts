import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type InMemoryRegistry,
  startForTest,
  startInMemoryRegistry,
  type TestKit,
} from "@drawbridge/framework/testing";
import { helloServer } from "./server.ts";

const ada = { user: "ada", groups: ["ads-eng"] };

describe("the hello server", () => {
  let registry: InMemoryRegistry;
  let kit: TestKit;
  before(async () => {
    registry = await startInMemoryRegistry();
    kit = await startForTest(helloServer, { registry });
  });
  after(async () => {
    await kit.close();
    await registry.close();
  });

  const call = async (name: string, args: Record<string, string>) => {
    const client = await kit.connect(ada);
    return (await client.callTool({ name, arguments: args })).structuredContent;
  };

  it("greets a person by name", async () => {
    assert.deepEqual(await call("greet", { name: "Ada" }), { text: "Hello, Ada!" });
  });

  it("changes the greeting once, after the caller approved what they saw", async () => {
    const args = { greeting: "Good morning" };
    await call("set_greeting", args);
    assert.deepEqual(await call("greet", { name: "Ada" }), { text: "Hello, Ada!" }); // Nothing has run.

    const [request] = registry.pending();
    assert.ok(request);
    assert.equal(request.plan.summary, "Change the greeting");
    assert.deepEqual(JSON.parse(request.plan.text?.content ?? ""), args);
    await registry.approve(request.id, ada);

    assert.deepEqual(await call("set_greeting", args), { before: "Hello", now: "Good morning" });
    assert.equal(registry.stateOf(request.id), "succeeded");
    assert.deepEqual(await call("greet", { name: "Ada" }), { text: "Good morning, Ada!" });

    await call("set_greeting", args); // The approval was for one run, so this call waits again.
    assert.equal(registry.pending().length, 1);
  });
});
