import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { ConnectedHost } from "../../../../support/agents/connected-host.ts";
import { withLegacyHost } from "../../../../support/agents/legacy-host.ts";
import { staysSo } from "../../../../support/clocks/real-time.ts";
import { until } from "../../../../support/clocks/until.ts";
import { troubleInput } from "../../../../support/machine/trouble-input.ts";
import {
  answerEvents,
  answerJson,
  answerText,
  ScriptedUpstream,
} from "../../../../support/servers/scripted-upstream.ts";
import { legacyServer } from "../../../../support/transcript/legacy-server.ts";
import { verifies } from "../../../../support/verifies.ts";

const LostSession = z.object({
  for_a_request_with_an_unknown_session: z.object({ status: z.number(), body: z.string() }),
});
const notFound = { code: -32001, message: "Session not found" };
const rpc = (error: object, id: unknown = null) => ({ jsonrpc: "2.0", id, error });

/** How servers say that they do not know a session, and whether a call that changes something may have run. */
const ways: readonly [string, (response: ServerResponse) => unknown, string][] = [
  ["a 400 with text", (to) => answerText(to, 400, "Session not found"), "unreachable"],
  ["a 400 with JSON of its own", (to) => answerJson(to, 400, { error: "Session expired" }), "unreachable"],
  [
    "a 400 with a JSON-RPC error of another kind",
    (to) => answerJson(to, 400, rpc({ code: -32602, message: "Unknown session id" })),
    "unreachable",
  ],
  ["a 401 with text and no challenge", (to) => answerText(to, 401, "Unauthorized: Session not found"), "unreachable"],
  ["a 503 with text", (to) => answerText(to, 503, "No active session for this id"), "unreachable"],
  ["a 500 with text", (to) => answerText(to, 500, "MCP session is not available"), "may-have-run"],
  ["an error on a stream", (to) => answerEvents(to, `data: ${JSON.stringify(rpc(notFound))}\n\n`), "unreachable"],
  [
    "an error on a stream under a name of the server's own",
    (to) => answerEvents(to, `data: ${JSON.stringify(rpc(notFound, "server-error"))}\n\n`),
    "unreachable",
  ],
  [
    "an event that is no message",
    (to) => answerEvents(to, "event: error\ndata: Session terminated\n\n"),
    "unreachable",
  ],
  ["a JSON-RPC error with status 200", (to) => answerJson(to, 200, rpc(notFound)), "unreachable"],
];

describe("a legacy server that forgot its sessions", function () {
  this.timeout(20_000);
  let upstream: ScriptedUpstream;
  let host: ConnectedHost;
  withLegacyHost((pair) => {
    ({ upstream, host } = pair);
  });
  const forget = (refuse: (response: ServerResponse) => unknown) => {
    upstream.server = legacyServer((response) => void refuse(response)).serve;
    return upstream.exchanges.length;
  };

  for (const [way, refuse, code] of ways) {
    it(verifies("bridge.lost-session", `A read is repeated in a new session after ${way}`), async () => {
      const from = forget(refuse);
      assert.equal(await host.call("look", { text: "first" }), "first");
      assert.equal(await host.call("look", { text: "second" }), "second");
      assert.equal(await host.call("route", { region: "west" }), "Routed to west.");
      assert.equal(await host.call("route", { region: "east" }), "Routed to east.");
      assert.equal(upstream.count("initialize", from), 1);
      assert.equal(upstream.count("tools/call", from), 5);
    });

    it(
      verifies("bridge.lost-session", `A change is not repeated after ${way}, and the next one has a new session`),
      async () => {
        const from = forget(refuse);
        const answer = await host.request("tools/call", { name: "route", arguments: { region: "west" } });
        assert.match(JSON.stringify(answer), new RegExp(`"drawbridge/code":"${code}"`));
        assert.match(JSON.stringify(answer), code === "unreachable" ? /Nothing ran.*call again/ : /may have run/);
        assert.match(JSON.stringify(answer), /session/i, "in the server's words");
        assert.equal(await host.call("route", { region: "east" }), "Routed to east.");
        assert.equal(upstream.count("initialize", from), 1);
        assert.equal(upstream.count("tools/call", from), 2);
      },
    );
  }

  it(verifies("bridge.lost-session", "The input session-lost-400-text.json leads to one new session"), async () => {
    const { for_a_request_with_an_unknown_session: refusal } = troubleInput("session-lost-400-text.json", LostSession);
    const from = forget((response) => answerText(response, refusal.status, refusal.body));
    for (const text of ["read 1", "read 2"]) assert.equal(await host.call("look", { text }), text);
    for (const region of ["write 1", "write 2"])
      assert.equal(await host.call("route", { region }), `Routed to ${region}.`);
    assert.equal(upstream.count("initialize", from), 1);
  });

  it(
    verifies("bridge.lost-session", "A 404 by the protocol says that nothing ran, so any call is repeated"),
    async () => {
      const from = forget((response) => answerJson(response, 404, rpc(notFound)));
      assert.equal(await host.call("route", { region: "west" }), "Routed to west.");
      assert.equal(upstream.count("initialize", from), 1);
    },
  );

  it(verifies("bridge.lost-session", "The second 503 in a row without any words leads to a new session"), async () => {
    const from = forget((response) => response.writeHead(503).end());
    assert.equal(await host.codeOf("look", { text: "x" }), "unreachable");
    assert.equal(upstream.count("initialize", from), 0, "the server may only be busy");
    assert.equal(await host.call("look", { text: "back" }), "back");
    assert.equal(upstream.count("initialize", from), 1);
  });

  it(
    verifies("bridge.lost-session", "A server that refuses its new sessions too is asked once more, and then quoted"),
    async () => {
      const from = upstream.exchanges.length;
      upstream.script = ({ message }, response) =>
        message.method === "tools/call" && answerText(response, 400, 'Session "browser 7" not found');
      const answer = await host.call("look", { text: "x" });
      assert.match(answer, /refused the call, also in a new session, and said "Session \\"browser 7\\" not found"/);
      assert.match(answer, /did not run/);
      assert.equal(upstream.count("tools/call", from), 2);
      assert.equal(upstream.count("initialize", from), 1);
    },
  );

  it(verifies("bridge.lost-session", "A tool's own error about a session is passed on as it is"), async () => {
    const from = upstream.exchanges.length;
    upstream.script = ({ message }, response) => {
      const content = [{ type: "text", text: "Session not found: browser 7" }];
      const result = { content, isError: true };
      return message.method === "tools/call" && answerJson(response, 200, { jsonrpc: "2.0", id: message.id, result });
    };
    assert.equal(await host.call("look", { text: "x" }), "Session not found: browser 7");
    assert.equal(upstream.count("initialize", from), 0);
  });

  it(verifies("bridge.lost-session", "A stream of notifications that says so leads to a new session"), async () => {
    const from = forget((response) => answerText(response, 400, "Session not found"));
    upstream.cut();
    await until("a new session is open", () => upstream.count("initialize", from) === 1);
    assert.equal(await host.call("route", { region: "west" }), "Routed to west.");
    assert.equal(upstream.count("initialize", from), 1);
  });
});

describe("a legacy server without a stream of notifications", function () {
  this.timeout(20_000);

  for (const [what, status] of [
    ["404", 404],
    ["405", 405],
  ] as const) {
    it(
      verifies("bridge.lost-session", `A session stays open if the server answers its stream with ${what}`),
      async () => {
        const upstream = await new ScriptedUpstream(legacyServer().serve).start();
        upstream.script = ({ http }, response) =>
          http === "GET" && answerJson(response, status, rpc({ code: -32000, message: "Method not allowed." }));
        const host = new ConnectedHost({ url: upstream.url });
        await host.begin();
        await until("the stream was asked for", () => upstream.streams.length > 0);
        const once = () => upstream.count("initialize") === 1 && upstream.streams.length === 1;
        await staysSo("one session and one stream", 700, once);
        host.close();
        await upstream.close();
      },
    );
  }
});
