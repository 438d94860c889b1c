import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../../../../../proxy/kernel/json.ts";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { Client } from "../../../../../proxy/mcp/eras/client.ts";
import { ChangeStream } from "../../../../../proxy/mcp/upstream/change-stream.ts";
import { ServerFactsCache } from "../../../../../proxy/mcp/upstream/server-facts.ts";
import type { HostRequest, Reply } from "../../../../../proxy/mcp/upstream/upstream.ts";
import { UpstreamSelector } from "../../../../../proxy/mcp/upstream/upstream-selector.ts";
import { HttpChannel } from "../../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../../proxy/network/network.ts";
import { settingsFrom } from "../../../../../proxy/network/settings.ts";
import { until } from "../../../../support/clocks/until.ts";
import { legacyServer } from "../../../../support/transcript/legacy-server.ts";
import { modernServer } from "../../../../support/transcript/modern-server.ts";
import type { FeatureServer } from "../../../../support/transcript/server.ts";
import { type Tap, tapped } from "../../../../support/transcript/tap.ts";
import { Transcript } from "../../../../support/transcript/transcript.ts";
import { verifies } from "../../../../support/verifies.ts";

const servers: Readonly<Record<"legacy" | "modern", () => FeatureServer>> = {
  legacy: legacyServer,
  modern: () => modernServer(),
};
const changes = [
  ["legacy", "modern"],
  ["modern", "legacy"],
] as const;

describe("the selection of an upstream", () => {
  let transcript: Transcript;
  /** The server that runs now; null if none does. */
  let server: FeatureServer | null;
  let tap: Tap;
  let channel: HttpChannel;
  let gone: AbortController;
  let serverFacts: ServerFactsCache;
  let selector: UpstreamSelector;

  async function put(first: FeatureServer): Promise<void> {
    server = first;
    transcript = new Transcript();
    tap = await tapped({ ...first, serve }, transcript);
    channel = new HttpChannel(new Network(settingsFrom({})));
    gone = new AbortController();
    serverFacts = new ServerFactsCache(null, () => {});
    selector = newSelector();
  }
  function newSelector(): UpstreamSelector {
    const target = valued({ url: new URL(tap.url), headers: {}, token: null });
    const entry = {
      ...{ name: "changing", target: () => target, reconsider: async () => {} },
      ...{ described: () => null, reads: () => null, timeLimit: () => null },
    };
    return new UpstreamSelector(
      {
        ...{ channel, serverFacts, workspace: null, silenceTimeoutMs: 5_000 },
        entry,
        changes: new ChangeStream({ channel, entry, refused: () => {} }),
        host: {
          ...{ client: legacyClient(), pass: () => true, drained: async () => {}, changed: () => {} },
          ...{ ask: async () => ({}), relist: async () => {}, replaced: () => {} },
        },
        route: { recall: async () => null, send: ({ id, message, body, send }) => send(id, message, body) },
      },
      gone.signal,
    );
  }
  const serve = (request: IncomingMessage, response: ServerResponse) =>
    server === null ? response.writeHead(503).end() : server.serve(request, response);
  afterEach(async () => {
    selector.close();
    gone.abort();
    await tap.close();
    channel.close();
  });

  const look = async (text: string): Promise<string> => saidBy(await selector.ask(request({ text })));
  const probes = () => transcript.count("bridge → server", '"server/discover"');
  const calls = (text: string) => transcript.count("server → bridge", `"text":"${text}"`);

  for (const [from, to] of changes) {
    it(verifies("bridge.era-change", `A host goes on if a ${from} server comes back as a ${to} one`), async () => {
      await put(servers[from]());
      assert.equal(await look("before"), "before");
      assert.equal(selector.upstream?.era, from);
      server = servers[to]();
      assert.equal(await look("after"), "after");
      assert.equal(selector.upstream?.era, to);
      assert.equal(serverFacts.facts?.era, to, "for every agent that starts from now on");
      assert.equal(calls("after"), 1, "it ran once");
    });

    it(
      verifies("bridge.era-change", `Many calls to a server that was ${from} and is now ${to} cause only one probe`),
      async () => {
        await put(servers[from]());
        await look("before");
        server = servers[to]();
        transcript.begin();
        const texts = Array.from({ length: 8 }, (_, i) => `call ${i}`);
        assert.deepEqual(await Promise.all(texts.map(look)), texts);
        assert.equal(probes(), 1);
        for (const text of texts) assert.equal(calls(text), 1);
      },
    );

    it(verifies("bridge.era-change", `A host goes on if a server changes from ${from} to ${to} and back`), async () => {
      await put(servers[from]());
      for (const [round, era] of [from, to, from, to].entries()) {
        server = servers[era]();
        assert.equal(await look(`round ${round}`), `round ${round}`);
        assert.equal(selector.upstream?.era, era);
      }
    });
  }

  it("A call says why it failed if a changed server is gone before its probe", async () => {
    await put(legacyServer());
    await look("before");
    server = {
      ...modernServer(),
      // Refuses the call as a server of the other era does, and is away when it is probed.
      serve(_, response) {
        server = null;
        const error = { code: -32022, message: "Unsupported protocol version" };
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error }));
      },
    };
    const reply = await selector.ask(request({ text: "after" }));
    assert.equal(reply.kind, "failure");
    assert.ok(reply.kind === "failure" && /changing/.test(reply.failure.message), JSON.stringify(reply));
    server = legacyServer();
    assert.equal(await look("once it is back"), "once it is back");
  });

  it("A server's own refusal is passed on if the server still speaks the same era", async () => {
    await put(modernServer());
    await look("before");
    const real = server;
    const error = { code: -32600, message: "Not today." };
    let refusals = 0;
    server = {
      ...modernServer(),
      serve(incoming, response) {
        if (incoming.headers["mcp-method"] !== "tools/call") return real?.serve(incoming, response);
        refusals += 1;
        incoming.resume();
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: 7, error }));
      },
    };
    const reply = await selector.ask(request({ text: "refused" }));
    assert.deepEqual(reply.kind === "error" && reply.error, error);
    assert.equal(refusals, 1, "and asks it nothing twice");
  });

  it(
    verifies(
      "bridge.known-again",
      "A host checks once, in the background, whether the stored facts of a server are still true",
    ),
    async () => {
      await put(modernServer());
      await selector.learn();
      const again = newSelector();
      transcript.begin();
      again.confirm();
      again.confirm();
      await until("it was asked", () => probes() > 0);
      await until("it has answered", () => transcript.quietFor > 50);
      assert.equal(probes(), 1);
      again.close();
    },
  );
});

function legacyClient(): Client {
  const client = new Client();
  client.initialized({ protocolVersion: "2025-11-25", clientInfo: { name: "unit", version: "1" }, capabilities: {} });
  return client;
}

function request(args: JsonObject): HostRequest {
  const message = { jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "look", arguments: args } };
  return {
    ...{ id: "7", method: "tools/call", message, readOnly: false, signal: new AbortController().signal },
    ...{ line: Buffer.from(JSON.stringify(message)), toolCall: { tool: "look", args } },
  };
}

/** The text of the answer, or the whole reply if it has none. */
function saidBy(reply: Reply): string {
  const text = reply.kind === "message" ? Buffer.concat(reply.pieces).toString("utf8") : JSON.stringify(reply);
  return /"text":"([^"]*)"/.exec(text)?.[1] ?? text;
}
