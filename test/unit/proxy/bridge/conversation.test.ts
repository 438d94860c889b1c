import assert from "node:assert/strict";
import { Conversation } from "../../../../proxy/bridge/conversation.ts";
import { envelopeOf } from "../../../../proxy/bridge/line-scanner.ts";

describe("what a bridge remembers", () => {
  let conversation: Conversation;
  beforeEach(() => {
    conversation = new Conversation();
  });
  const line = (message: object) => Buffer.from(`${JSON.stringify(message)}\n`);
  const envelope = (message: object) => envelopeOf([Buffer.from(JSON.stringify(message))]);
  const sent = (message: object) => conversation.sent(envelope(message), line(message));
  const received = (message: object) => conversation.received(envelope(message));
  const texts = (lines: readonly Buffer[]) => lines.map((each) => JSON.parse(each.toString()));
  const initialize = { id: 0, method: "initialize", params: {} };
  const initialized = { method: "notifications/initialized" };

  it("replays the handshake and swallows the answer that the agent already has", () => {
    sent(initialize);
    received({ id: 0, result: {} });
    sent(initialized);
    const { lines, swallow } = conversation.rejoin();
    assert.deepEqual(texts(lines), [initialize, initialized]);
    assert.equal(swallow, "0");
  });

  it("lets the answer through where the agent still waits for it", () => {
    sent(initialize);
    const { lines, swallow } = conversation.rejoin();
    assert.deepEqual(texts(lines), [initialize]);
    assert.equal(swallow, null);
  });

  it("replays nothing for a modern agent", () => {
    sent({ id: 1, method: "server/discover" });
    received({ id: 1, result: {} });
    assert.deepEqual(conversation.rejoin(), { lines: [], swallow: null });
  });

  it("asks again what only reads, and gives up what may have run", () => {
    const reading = ["tools/list", "resources/templates/list", "resources/read", "prompts/get", "ping"];
    const running = ["tools/call", "acme/list-everything", "acme/custom", "resources/subscribe"];
    for (const [id, method] of [...reading, ...running].entries()) sent({ id, method });
    assert.deepEqual(
      conversation.lost().map(({ method }) => method),
      running,
    );
    assert.deepEqual(
      texts(conversation.rejoin().lines).map(({ method }) => method),
      reading,
    );
    assert.deepEqual(conversation.lost(), [], "each is answered once");
  });

  it("gives up what was too long to keep", () => {
    conversation.sent(envelope({ id: 1, method: "tools/list" }), null);
    assert.deepEqual(
      conversation.lost().map(({ id }) => id),
      ["1"],
    );
  });

  it("forgets what was answered, and what was cancelled", () => {
    for (const id of [1, 2, "1"]) sent({ id, method: "tools/call" });
    received({ id: 1, error: {} });
    received({ id: 2, method: "elicitation/create" });
    sent({ method: "notifications/cancelled", params: { requestId: "1" } });
    assert.deepEqual(
      conversation.abandon().map(({ id }) => id),
      ["2"],
    );
  });

  it("takes a second handshake for the one that counts", () => {
    sent(initialize);
    received({ id: 0, result: {} });
    sent(initialized);
    sent({ ...initialize, id: 9 });
    assert.deepEqual(texts(conversation.rejoin().lines), [{ ...initialize, id: 9 }]);
  });
});
