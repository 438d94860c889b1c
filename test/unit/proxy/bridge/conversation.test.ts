import assert from "node:assert/strict";
import { Conversation } from "../../../../proxy/bridge/conversation.ts";
import { askedBeforeLine, askedBeforeMethod } from "../../../../proxy/contracts/bridge-notifications.ts";
import { envelopeOf } from "../../../../proxy/kernel/line-scanner.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the conversation that a bridge remembers", () => {
  let conversation: Conversation;
  beforeEach(() => {
    conversation = new Conversation();
  });
  const line = (message: object) => Buffer.from(`${JSON.stringify(message)}\n`);
  const envelope = (message: object) => envelopeOf([Buffer.from(JSON.stringify(message))]);
  const sent = (message: object) => conversation.sent(envelope(message), line(message));
  const received = (message: object) => conversation.received(envelope(message), () => line(message));
  const texts = (lines: readonly Buffer[]) => lines.map((each) => JSON.parse(each.toString()));
  const initialize = { id: 0, method: "initialize", params: {} };
  const initialized = { method: "notifications/initialized" };

  it("A bridge repeats the handshake and drops the answer that the agent already has", () => {
    sent(initialize);
    received({ id: 0, result: {} });
    sent(initialized);
    const { lines, swallow } = conversation.rejoin();
    assert.deepEqual(texts(lines), [initialize, initialized]);
    assert.deepEqual([...swallow], ["0"]);
  });

  it("A bridge passes the handshake's answer on if the agent still waits for it", () => {
    sent(initialize);
    const { lines, swallow } = conversation.rejoin();
    assert.deepEqual(texts(lines), [initialize]);
    assert.deepEqual([...swallow], []);
  });

  it("A bridge repeats nothing for a modern agent", () => {
    sent({ id: 1, method: "server/discover" });
    received({ id: 1, result: {} });
    assert.deepEqual(conversation.rejoin(), { lines: [], swallow: new Set() });
  });

  it("A bridge repeats requests that only read, and gives up requests that may have run", () => {
    const reading = ["tools/list", "resources/templates/list", "resources/read", "prompts/get", "ping"];
    const running = ["tools/call", "acme/list-everything", "acme/custom"];
    for (const [id, method] of [...reading, ...running].entries()) sent({ id, method });
    assert.deepEqual(
      conversation.lost().map(({ method }) => method),
      running,
    );
    assert.deepEqual(conversation.lost(), [], "each is answered once");
    assert.deepEqual(
      texts(conversation.rejoin().lines).flatMap(({ method }) => (method === askedBeforeMethod ? [] : [method])),
      reading,
    );
  });

  it(verifies("bridge.never-twice", "A bridge sends a read to a server a second time, and not a third time"), () => {
    sent({ id: 1, method: "resources/read" });
    sent({ id: 2, method: "tools/list" });
    assert.deepEqual(texts(conversation.rejoin().lines), [
      JSON.parse(askedBeforeLine("1")),
      { id: 1, method: "resources/read" },
      { id: 2, method: "tools/list" },
    ]);
    assert.deepEqual(
      conversation.lost().map(({ id }) => id),
      ["1"],
    );
    assert.deepEqual(texts(conversation.rejoin().lines), [{ id: 2, method: "tools/list" }]);
  });

  const list = (id: number, tools: Readonly<Record<string, boolean>>) => {
    sent({ id, method: "tools/list" });
    const listed = Object.entries(tools).map(([name, readOnlyHint]) => ({ name, annotations: { readOnlyHint } }));
    received({ id, result: { tools: listed } });
  };
  const call = (id: number, name: string) => ({ id, method: "tools/call", params: { name } });

  it(verifies("bridge.asks-reads-again", "A bridge asks a tool again that only reads by the newest list, once"), () => {
    list(1, { query: true, describe: true, write: false });
    list(2, { query: true, describe: false });
    for (const [id, name] of [
      [3, "query"],
      [4, "describe"],
      [5, "write"],
      [6, "unknown"],
    ] as const)
      sent(call(id, name));
    assert.deepEqual(
      conversation.lost().map(({ id }) => id),
      ["4", "5", "6"],
    );
    assert.deepEqual(texts(conversation.rejoin().lines), [JSON.parse(askedBeforeLine("3")), call(3, "query")]);
    const [again] = conversation.lost();
    assert.deepEqual([again?.id, again?.repeated], ["3", true]);
    assert.deepEqual(conversation.rejoin().lines, []);
  });

  it(
    verifies("bridge.asks-reads-again", "A bridge asks nothing again that waits for a person, or that was cancelled"),
    () => {
      list(1, { query: true });
      sent(call(2, "query"));
      conversation.held("2", true);
      sent(call(3, "query"));
      sent({ method: "notifications/cancelled", params: { requestId: 3 } });
      assert.deepEqual(
        conversation.lost().map(({ id, held }) => [id, held]),
        [["2", true]],
      );
      assert.deepEqual(conversation.rejoin().lines, []);
    },
  );

  it(
    verifies("bridge.rejoins", "A bridge repeats the lasting settings of a legacy agent, and drops their answers"),
    () => {
      const level = { id: 1, method: "logging/setLevel", params: { level: "debug" } };
      const watch = (id: number, uri: string) => ({ id, method: "resources/subscribe", params: { uri } });
      for (const message of [initialize, level, watch(2, "a:1"), watch(3, "a:2")]) {
        sent(message);
        received({ id: message.id, result: {} });
      }
      sent({ id: 4, method: "resources/unsubscribe", params: { uri: "a:1" } });
      received({ id: 4, result: {} });
      const { lines, swallow } = conversation.rejoin();
      assert.deepEqual(texts(lines), [initialize, level, watch(3, "a:2")]);
      assert.deepEqual([...swallow].sort(), ["0", "1", "3"]);
    },
  );

  it(verifies("broker.upgrade", "A bridge may move on if it waits only for requests that may be repeated"), () => {
    assert.equal(conversation.movable, true);
    sent({ id: 1, method: "subscriptions/listen" });
    assert.equal(conversation.movable, true);
    sent({ id: 2, method: "tools/call" });
    assert.equal(conversation.movable, false);
    received({ id: 2, result: {} });
    assert.equal(conversation.movable, true);
  });

  it("A bridge gives up a request whose line was too long to keep", () => {
    conversation.sent(envelope({ id: 1, method: "tools/list" }), null);
    assert.deepEqual(
      conversation.lost().map(({ id }) => id),
      ["1"],
    );
  });

  it("A bridge forgets requests that were answered or cancelled", () => {
    for (const id of [1, 2, "1"]) sent({ id, method: "tools/call" });
    received({ id: 1, error: {} });
    received({ id: 2, method: "elicitation/create" });
    sent({ method: "notifications/cancelled", params: { requestId: "1" } });
    assert.deepEqual(
      conversation.abandon().map(({ id }) => id),
      ["2"],
    );
  });

  it("A bridge repeats only the second handshake if the agent sent two", () => {
    sent(initialize);
    received({ id: 0, result: {} });
    sent(initialized);
    sent({ ...initialize, id: 9 });
    assert.deepEqual(texts(conversation.rejoin().lines), [{ ...initialize, id: 9 }]);
  });
});
