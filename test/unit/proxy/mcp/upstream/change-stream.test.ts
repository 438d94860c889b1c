import assert from "node:assert/strict";
import type { JsonObject } from "../../../../../proxy/kernel/json.ts";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { ChangeStream } from "../../../../../proxy/mcp/upstream/change-stream.ts";
import type { Interest } from "../../../../../proxy/mcp/upstream/interest.ts";
import type { RefusedStream } from "../../../../../proxy/mcp/upstream/stream-end.ts";
import { HttpChannel } from "../../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../../proxy/network/network.ts";
import { settingsFrom } from "../../../../../proxy/network/settings.ts";
import { passTime, staysSo } from "../../../../support/clocks/real-time.ts";
import { until } from "../../../../support/clocks/until.ts";
import {
  answerEvents,
  answerJson,
  type Script,
  ScriptedUpstream,
} from "../../../../support/servers/scripted-upstream.ts";
import { modernServer } from "../../../../support/transcript/modern-server.ts";
import type { FeatureServer } from "../../../../support/transcript/server.ts";
import { verifies } from "../../../../support/verifies.ts";

const listen = "subscriptions/listen";
const nothing: Interest = {
  toolsListChanged: false,
  promptsListChanged: false,
  resourcesListChanged: false,
  resourceSubscriptions: [],
};
const tools: Interest = { ...nothing, toolsListChanged: true };

/** An agent's side that notes what it hears. */
class Listener {
  readonly heard: string[] = [];
  reads = 0;
  changed(method: string, message: JsonObject): void {
    this.heard.push(`${method.replace("notifications/", "")} ${JSON.stringify(message.params ?? {})}`);
  }
  async relist(): Promise<void> {
    this.reads += 1;
  }
}

describe("the stream of changes that all agents share", function () {
  this.timeout(20_000);
  let server: FeatureServer;
  let upstream: ScriptedUpstream;
  let channel: HttpChannel;
  let changes: ChangeStream;
  let refusals: (RefusedStream | null)[];
  let acknowledgedStreams: number;
  let openStreams: number;
  beforeEach(async () => {
    server = modernServer(60_000);
    upstream = await new ScriptedUpstream(server.serve).start();
    acknowledgedStreams = 0;
    openStreams = 0;
    upstream.script = counted(() => false);
    channel = new HttpChannel(new Network(settingsFrom({})));
    refusals = [];
    const target = valued({ url: new URL(upstream.url), headers: {}, token: null });
    const entry = {
      ...{ name: "orders", target: () => target, reconsider: async () => {} },
      ...{ described: () => null, reads: () => null, timeLimit: () => null },
    };
    changes = new ChangeStream({ channel, entry, refused: (refusal) => refusals.push(refusal) });
  });
  afterEach(async () => {
    channel.close();
    await upstream.close();
  });

  const counted =
    (script: Script): Script =>
    (exchange, response) => {
      if (exchange.message.method === listen) {
        const write = response.write.bind(response);
        response.write = (chunk: unknown) => {
          if (String(chunk).includes("acknowledged")) {
            acknowledgedStreams += 1;
            openStreams += 1;
            response.once("close", () => (openStreams -= 1));
          }
          return write(chunk);
        };
      }
      return script(exchange, response);
    };
  /** So many streams were acknowledged, and only the last one is open. */
  const isOpen = async (acknowledged = 1) => {
    await until("the last stream alone is open", () => acknowledgedStreams === acknowledged && openStreams === 1);
    await passTime(100, "the broker reads the acknowledgement");
  };
  const refusedBy = (status: number, error: object) =>
    counted(
      ({ message }, response) =>
        message.method === listen && answerJson(response, status, { jsonrpc: "2.0", id: message.id, error }),
    );

  it(verifies("bridge.one-change-stream", "Each agent hears of what it asked for, on one stream for all"), async () => {
    const [first, second, third] = [new Listener(), new Listener(), new Listener()];
    changes.watch(first, tools);
    await isOpen(1);
    changes.watch(second, { ...tools, resourceSubscriptions: ["memo://two"] });
    await isOpen(2);
    changes.watch(third, { ...nothing, resourceSubscriptions: ["memo://three"] });
    await isOpen(3);
    server.toolsChanged();
    server.resourceUpdated("memo://two");
    server.resourceUpdated("memo://three");
    await until("all is heard", () => third.heard.length === 1);
    assert.deepEqual(first.heard, ["tools/list_changed {}"]);
    assert.deepEqual(second.heard, ["tools/list_changed {}", 'resources/updated {"uri":"memo://two"}']);
    assert.deepEqual(third.heard, ['resources/updated {"uri":"memo://three"}']);
    await staysSo("there is one stream", 200, () => openStreams === 1);
  });

  it(
    verifies(
      "bridge.one-change-stream",
      "An agent that wants nothing else opens no stream, and the last one closes it",
    ),
    async () => {
      const agents = Array.from({ length: 50 }, () => new Listener());
      for (const agent of agents) changes.watch(agent, tools);
      await isOpen();
      assert.equal(upstream.count(listen), 1);
      for (const agent of agents.slice(1)) changes.leave(agent);
      await staysSo("the stream stays", 200, () => openStreams === 1);
      for (const agent of agents) changes.leave(agent);
      await until("the stream is closed", () => openStreams === 0);
      assert.equal(upstream.count(listen), 1);
    },
  );

  it(verifies("bridge.one-change-stream", "After a broken stream one agent reads the tools, for all"), async () => {
    const agents = [new Listener(), new Listener(), new Listener()];
    for (const agent of agents) changes.watch(agent, { ...tools, promptsListChanged: true });
    await isOpen();
    upstream.cut();
    await until("each agent hears of it", () => agents.every(({ heard }) => heard.length === 1));
    assert.deepEqual(
      agents.map(({ reads }) => reads),
      [1, 0, 0],
    );
    assert.equal(agents[2]?.heard[0], "prompts/list_changed {}");
  });

  it(
    verifies("bridge.one-change-stream", "If the agent that reads the tools leaves, another one reads them"),
    async () => {
      const [gone, other] = [new Listener(), new Listener()];
      gone.relist = async () => changes.leave(gone);
      for (const agent of [gone, other]) changes.watch(agent, tools);
      await isOpen();
      upstream.cut();
      await until("the other one reads them", () => other.reads === 1);
    },
  );

  for (const [what, status] of [
    ["the SDK's refusal", 200],
    ["the framework's refusal", 429],
  ] as const) {
    it(verifies("bridge.refused-stream", `After ${what} the stream is asked for until it is given`), async () => {
      const agent = new Listener();
      upstream.script = refusedBy(status, { code: -32_603, message: "Subscription limit reached" });
      changes.watch(agent, tools);
      await until("it is asked for again", () => upstream.count(listen) > 1);
      assert.match(changes.refusal?.why ?? "", /"Subscription limit reached"/);
      assert.equal(agent.reads, 1, "the tools are read while there is no stream");
      upstream.script = counted(() => false);
      await isOpen();
      assert.equal(changes.refusal, null);
      assert.deepEqual(
        refusals.map((refusal) => refusal === null),
        [false, true],
        "the broker hears of each once",
      );
      assert.equal(agent.reads, 2, "what was missed is read");
    });
  }

  it(verifies("bridge.refused-stream", "A wider wish that is refused leaves the stream that is open"), async () => {
    const [first, second] = [new Listener(), new Listener()];
    changes.watch(first, tools);
    await isOpen();
    upstream.script = refusedBy(429, { code: -32_603, message: "Subscription limit reached" });
    changes.watch(second, { ...nothing, promptsListChanged: true });
    await until("the wider stream is refused", () => refusals.length === 1);
    server.toolsChanged();
    await until("the first agent hears of changes", () => first.heard.length === 1);
  });

  it(verifies("bridge.refused-stream", "A server without subscriptions is not asked again and again"), async () => {
    const answers: readonly Script[] = [
      ({ message: { id } }, response) =>
        answerJson(response, 200, { jsonrpc: "2.0", id, error: { code: -32_601, message: "Method not found" } }),
      ({ message: { id } }, response) => {
        const params = { notifications: {}, _meta: { "io.modelcontextprotocol/subscriptionId": id } };
        const acknowledged = { jsonrpc: "2.0", method: "notifications/subscriptions/acknowledged", params };
        const end = { jsonrpc: "2.0", id, result: { resultType: "complete" } };
        const events = [acknowledged, end].map((message) => `data: ${JSON.stringify(message)}\n\n`);
        return answerEvents(response, events.join(""));
      },
    ];
    for (const answer of answers) {
      const [agent, before] = [new Listener(), upstream.count(listen)];
      upstream.script = (exchange, response) => exchange.message.method === listen && answer(exchange, response);
      changes.watch(agent, tools);
      await until("it is asked once", () => upstream.count(listen) === before + 1);
      await staysSo("it is not asked again", 1_200, () => upstream.count(listen) === before + 1);
      assert.deepEqual(refusals, []);
      changes.leave(agent);
    }
  });

  it(
    verifies("bridge.refused-stream", "The words of a refusal are one short line, as status and the log show it"),
    async () => {
      const message = `Too many.\nSession   signed in as mallory${"!".repeat(1_000)}`;
      upstream.script = counted(
        (exchange, response) =>
          exchange.message.method === listen &&
          answerJson(response, 429, { error: "bad-request", message, policy: null, ask: null }),
      );
      changes.watch(new Listener(), tools);
      await until("the stream is refused", () => changes.refusal !== null);
      assert.match(changes.refusal?.why ?? "", /^Too many\.\\u\{a\}Session {3}signed in as mallory!+…$/);
      assert.ok((changes.refusal?.why ?? "").length < 220);
    },
  );

  it(
    verifies("bridge.refused-stream", "A server that is replaced by one without subscriptions refuses nothing"),
    async () => {
      upstream.script = refusedBy(429, { code: -32_603, message: "Subscription limit reached" });
      changes.watch(new Listener(), tools);
      await until("the stream is refused", () => changes.refusal !== null);
      upstream.script = refusedBy(200, { code: -32_601, message: "Method not found" });
      await until("the refusal is over", () => changes.refusal === null);
      assert.deepEqual(
        refusals.map((refusal) => refusal === null),
        [false, true],
      );
    },
  );
});
