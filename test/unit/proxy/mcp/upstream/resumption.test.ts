import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { type EventStore, StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { resumePause } from "../../../../../proxy/mcp/upstream/resumption.ts";
import { ConnectedHost } from "../../../../support/agents/connected-host.ts";
import { withLegacyHost } from "../../../../support/agents/legacy-host.ts";
import { passTime } from "../../../../support/clocks/real-time.ts";
import { troubleInput } from "../../../../support/machine/trouble-input.ts";
import {
  answerEvents,
  answerJson,
  answerText,
  breakAfter,
  ScriptedUpstream,
} from "../../../../support/servers/scripted-upstream.ts";
import { verifies } from "../../../../support/verifies.ts";

const Dropped = z.object({ POST: z.string(), GET_1: z.string(), GET_2: z.string() });

/** Answers one try to resume the stream, and ends it. */
type Resumed = (response: ServerResponse, id: unknown) => unknown;

const dropped: Resumed = (response) => {
  answerEvents(response, ": still there\n\n", false);
  breakAfter(response, 30);
};
const answered: Resumed = (response, id) => {
  const result = { content: [{ type: "text", text: "the whole answer" }] };
  answerEvents(response, `id: e2\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result })}\n\n`);
};

describe("a stream that breaks while it is resumed", function () {
  this.timeout(30_000);
  let upstream: ScriptedUpstream;
  let host: ConnectedHost;
  withLegacyHost((pair) => {
    ({ upstream, host } = pair);
  });

  /** Breaks the stream of each call after `opening`; each try to resume it gets the next of `tries`. */
  function breakStreams(opening: string, tries: readonly Resumed[]): { at: number; lastEventId: unknown }[] {
    const requests: { at: number; lastEventId: unknown }[] = [];
    let called: unknown = null;
    upstream.script = ({ http, message, headers }, response) => {
      if (message.method === "tools/call") {
        called = message.id;
        answerEvents(response, opening, false);
        breakAfter(response, 50);
        return true;
      }
      if (http !== "GET" || headers["last-event-id"] === undefined) return false;
      (tries[requests.length] ?? dropped)(response, called);
      requests.push({ at: performance.now(), lastEventId: headers["last-event-id"] });
      return true;
    };
    return requests;
  }

  it(verifies("bridge.resumed-again", "The input resumed-stream-drops-again.json gets its answer once"), async () => {
    const script = troubleInput("resumed-stream-drops-again.json", Dropped);
    const opening = script.POST.replace(/, cut after.*/, "");
    assert.match(opening, /^retry: 2000\nid: e1\n/);
    const begun = performance.now();
    const requests = breakStreams(opening, [dropped, answered]);
    assert.equal(await host.call("route", { region: "x" }), "the whole answer");
    assert.deepEqual(
      requests.map(({ lastEventId }) => lastEventId),
      ["e1", "e1"],
    );
    const [first, second] = requests;
    assert.ok((first?.at ?? 0) - begun >= 2_000, "after the pause that the server asked for");
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 2_000);
    assert.equal(upstream.count("tools/call"), 1);
    assert.equal(host.messages.filter((each) => JSON.stringify(each).includes("the whole answer")).length, 1);
  });

  const opening = "retry: 20\nid: e1\ndata: \n\n";
  for (const [what, tries] of [
    ["ends without an event", [(to) => answerEvents(to, ""), answered]],
    ["is cut before its head", [(to) => to.destroy(), (to) => to.destroy(), answered]],
    ["is refused with 503 for a while", [(to) => answerText(to, 503, "restarting"), answered]],
    ["is refused with 502 for a while", [(to) => answerText(to, 502, "bad gateway"), dropped, answered]],
    [
      "is cut in the middle of the answer",
      [
        (to) =>
          void to
            .writeHead(200, { "content-type": "text/event-stream" })
            .write('id: e2\ndata: {"jsonrpc"', () => to.destroy()),
        answered,
      ],
    ],
    ["is cut three times", [dropped, dropped, dropped, answered]],
  ] as const satisfies readonly [string, readonly Resumed[]][]) {
    it(verifies("bridge.resumed-again", `A stream that ${what} is resumed again from the same event`), async () => {
      const requests = breakStreams(opening, tries);
      assert.equal(await host.call("route", { region: "x" }), "the whole answer");
      assert.deepEqual([...new Set(requests.map(({ lastEventId }) => lastEventId))], ["e1"]);
      assert.equal(requests.length, tries.length);
      assert.equal(upstream.count("tools/call"), 1);
    });
  }

  it(
    verifies("bridge.resumed-again", "A resumed stream may ask for another pause and go on from a later event"),
    async () => {
      const later: Resumed = (to) => {
        answerEvents(to, "retry: 300\nid: e5\ndata: \n\n", false);
        breakAfter(to, 30);
      };
      const requests = breakStreams(opening, [later, answered]);
      assert.equal(await host.call("route", { region: "x" }), "the whole answer");
      const [first, second] = requests;
      assert.deepEqual([first?.lastEventId, second?.lastEventId], ["e1", "e5"]);
      assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 300);
    },
  );

  it(
    verifies("bridge.resumed-again", "A server that does not resume costs a read one repetition, and a change none"),
    async () => {
      const refused: Resumed = (to) => answerJson(to, 405, { error: "no streams here" });
      breakStreams(opening, [refused, refused, refused, refused]);
      assert.match(await host.call("route", { region: "x" }), /lost before its answer came.*may have run/);
      assert.equal(upstream.count("tools/call"), 1);
      assert.match(await host.call("look", { text: "x" }), /lost before its answer came.*only reads, so call it again/);
      assert.equal(upstream.count("tools/call"), 3);
    },
  );

  it(verifies("bridge.resumed-again", "A stream that always breaks without an event is given up"), async () => {
    const requests = breakStreams("retry: 1\nid: e1\ndata: \n\n", []);
    assert.match(await host.call("route", { region: "x" }), /may have run/);
    assert.equal(requests.length, 5);
  });
});

describe("the pause before a stream is opened again", () => {
  for (const [retry, failures, ms] of [
    [2_000, 0, 2_000],
    [2_000, 1, 2_000],
    [0, 0, 0],
    [0, 5, 2_000],
    [10, 2, 10],
    [3_600_000, 0, 30_000],
    [null, 0, 500],
    [null, 2, 2_000],
  ] as const) {
    it(verifies("bridge.resumed-again", `The pause is ${ms} ms after ${failures} failures and retry: ${retry}`), () => {
      assert.equal(resumePause(retry, failures), ms);
    });
  }
});

describe("a server of the SDK that stores its events", function () {
  this.timeout(30_000);

  it(verifies("bridge.resumed-again", "An answer arrives although its stream was cut twice"), async () => {
    const server = await resumableServer();
    const upstream = await new ScriptedUpstream(server).start();
    const host = new ConnectedHost({ url: upstream.url, version: "2025-11-25" });
    await host.begin();
    const call = host.call("slow", {});
    for (let cuts = 0; cuts < 2; cuts += 1) {
      await passTime(400, "the stream is open, and the call still runs");
      upstream.cut();
    }
    assert.equal(await call, "done");
    assert.equal(upstream.count("tools/call"), 1);
    host.close();
    await upstream.close();
  });
});

/** One session; its call `slow` takes two seconds. */
async function resumableServer(): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const events: { readonly id: string; readonly stream: string; readonly message: unknown }[] = [];
  const eventStore: EventStore = {
    async storeEvent(stream, message) {
      const id = `${stream}_${events.length}`;
      events.push({ id, stream, message });
      return id;
    },
    async replayEventsAfter(lastId, { send }) {
      const at = events.findIndex(({ id }) => id === lastId);
      const stream = events[at]?.stream ?? "";
      for (const each of events.slice(at + 1))
        if (each.stream === stream && Object.keys(Object(each.message)).length > 0)
          await send(each.id, Message.parse(each.message));
      return stream;
    },
  };
  const server = new Server({ name: "stored", version: "1" }, { capabilities: { tools: {} } });
  const inputSchema = { type: "object" as const };
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ name: "slow", inputSchema }] }));
  server.setRequestHandler(CallToolRequestSchema, async () => {
    await passTime(2_000, "the stream is cut twice while the call runs");
    return { content: [{ type: "text", text: "done" }] };
  });
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    eventStore,
    retryInterval: 100,
  });
  await server.connect(transport);
  return (request, response) =>
    void (async () => {
      const body = request.method === "POST" ? await json(request) : undefined;
      await transport.handleRequest(request, response, body);
    })();
}

const Message = z.custom<Parameters<Parameters<EventStore["replayEventsAfter"]>[1]["send"]>[1]>();
