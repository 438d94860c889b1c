import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import { valued } from "../../../../../proxy/kernel/result.ts";
import { type Delivery, deliver, type UpstreamRequest } from "../../../../../proxy/mcp/delivery/delivery.ts";
import { pauseBefore } from "../../../../../proxy/mcp/delivery/retry.ts";
import type { ServerEntry, Target } from "../../../../../proxy/mcp/delivery/target.ts";
import { HttpChannel } from "../../../../../proxy/network/http-channel.ts";
import { Network } from "../../../../../proxy/network/network.ts";
import { passTime } from "../../../../support/clocks/real-time.ts";
import { freePort } from "../../../../support/network/listening.ts";
import { verifies } from "../../../../support/verifies.ts";

/** How a server treats one request. */
type Treatment = "answers" | "breaks" | "is stopping" | "refuses for ever";

const refusal = JSON.stringify({ error: "upstream-unreachable", message: "Nothing was run.", policy: null, ask: null });

describe("a call that certainly did not run", function () {
  this.timeout(20_000);
  let port: number;
  let servers: Server[];
  let channel: HttpChannel;
  beforeEach(async () => {
    port = await freePort();
    servers = [];
    channel = new HttpChannel(new Network({ httpProxy: null, httpsProxy: null, noProxy: "", extraAuthorities: null }));
  });
  afterEach(() => {
    channel.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** Serves at the port, where nothing listened before. Treats each request as the list says, and later ones as its end. */
  const serve = async (...treatments: Treatment[]): Promise<void> => {
    const treat: RequestListener = (_, response) => {
      const treatment = treatments.length > 1 ? treatments.shift() : treatments[0];
      if (treatment === "breaks") response.destroy();
      else if (treatment === "answers")
        response.writeHead(200, { "content-type": "application/json" }).end('{"jsonrpc":"2.0","id":1,"result":{}}');
      else response.writeHead(503, treatment === "is stopping" ? { "retry-after": "0" } : {}).end(refusal);
    };
    const server = createServer((request, response) => request.resume().once("end", () => treat(request, response)));
    servers.push(server);
    await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  };

  const send = (request: Partial<UpstreamRequest> = {}, target: Partial<Target> = {}): Promise<Delivery> => {
    const url = new URL(`http://127.0.0.1:${port}/mcp`);
    const entry: ServerEntry = {
      name: "orders",
      target: () => valued({ url, headers: {}, token: null, ...target }),
      reconsider: async () => {},
      described: () => null,
      reads: () => null,
      timeLimit: () => null,
    };
    return deliver(channel, entry, {
      ...{ headers: {}, readOnly: false, inSession: false, awaits: "1", silenceTimeoutMs: 60_000 },
      ...{ body: Buffer.from("{}"), signal: new AbortController().signal, retryTimeoutMs: 5_000 },
      onMessage: () => true,
      drained: async () => {},
      ...request,
    });
  };
  const messageOf = (delivery: Delivery): string => (delivery.kind === "failure" ? delivery.failure.message : "");

  it(verifies("bridge.tries-again", "A call waits for a server that restarts, and its host hears so"), async () => {
    let pauses = 0;
    const sent = send({ onPause: () => (pauses += 1) });
    await passTime(400, "nothing listens meanwhile");
    await serve("answers");
    assert.equal((await sent).kind, "answered");
    assert.ok(pauses > 1, String(pauses));
  });

  it(
    verifies("bridge.tries-again", "A call is tried again where a part of ours took nothing and says when"),
    async () => {
      await serve("is stopping", "is stopping", "answers");
      assert.equal((await send()).kind, "answered");
    },
  );

  it(
    verifies("bridge.tries-again", "A call is not tried again where a refusal names no time, or the network is away"),
    async () => {
      await serve("refuses for ever");
      let pauses = 0;
      const onPause = () => (pauses += 1);
      assert.match(messageOf(await send({ onPause })), /Nothing was run/);
      port = await freePort();
      assert.match(messageOf(await send({ onPause }, { connectTimeoutMs: 100 })), /Nothing ran/);
      assert.equal(pauses, 0);
    },
  );

  it(
    verifies("bridge.tries-again", "A call that waits ends with its cancellation, and else when its time is over"),
    async () => {
      const cancelled = new AbortController();
      const sent = send({ signal: cancelled.signal, onPause: () => cancelled.abort() });
      await assert.rejects(sent, { name: "AbortError" });
      assert.match(
        messageOf(await send({ retryTimeoutMs: 500 })),
        /orders cannot be reached \(ECONNREFUSED\)\. Nothing ran/,
      );
    },
  );

  it(verifies("bridge.true-words", "A read that began once is never told that nothing ran"), async () => {
    await serve("breaks", "is stopping");
    const words = [
      messageOf(await send({ readOnly: true, retryTimeoutMs: 300 })),
      messageOf(await send({ readOnly: true, retryTimeoutMs: 300, askedBefore: true })),
    ];
    for (const message of words) {
      assert.doesNotMatch(message, /nothing (?:was )?ran?/i);
      assert.match(message, /only reads, so call it again/);
    }
  });

  it("A pause grows, keeps to what was asked for, differs from call to call, and ends in time", () => {
    const msBefore = (failures: number, retryAfterMs: number, random = 0) =>
      pauseBefore({ failures, retryAfterMs, leftMs: 10_000 }, random);
    assert.deepEqual([msBefore(0, 0), msBefore(1, 0), msBefore(9, 0)], [100, 200, 1_500]);
    assert.deepEqual([msBefore(0, 2_000), msBefore(0, 2_000, 1)], [2_000, 3_000]);
    assert.equal(pauseBefore({ failures: 0, retryAfterMs: 5_000, leftMs: 4_000 }, 0), null);
  });
});
