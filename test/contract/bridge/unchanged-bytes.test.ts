import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename } from "node:path";
import { cwd } from "node:process";
import { text } from "node:stream/consumers";
import type { Home } from "../../../proxy/files/home.ts";
import { isObject, type JsonObject, objectAt } from "../../../proxy/kernel/json.ts";
import { modernMeta, RawAgent } from "../../support/agents/raw-agent.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstreamWithAda, type UpstreamWorld } from "../../support/worlds/upstream-world.ts";

describe("bytes that pass through a bridge", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  let cli: string;
  onceForSuite(startUpstreamWithAda, (started) => {
    ({ world, cli, home } = started);
  });

  /** Records what a server gets. The server answers with what the test gives. */
  function recorded(server: "modern" | "legacy", result: string) {
    const bodies: string[] = [];
    const headers: IncomingMessage["headers"][] = [];
    world[server].instead = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await text(request);
      // The broker's own requests get another answer: the probe of the server, and the streams of changes.
      if (!body || body.includes('"id":"drawbridge-')) return void response.writeHead(503).end();
      bodies.push(body);
      headers.push(request.headers);
      const message: unknown = JSON.parse(body);
      const id = isObject(message) ? JSON.stringify(message.id) : "null";
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"jsonrpc":"2.0","id":${id},"result":${result}}`);
    };
    return { bodies, headers };
  }

  it(
    verifies(
      "bridge.untouched",
      "A bridge passes a legacy agent's bytes unchanged to a legacy server, and the answer's bytes back",
    ),
    async () => {
      const agent = new RawAgent(cli, home.folder, ["legacy"]);
      await agent.initialize();
      await agent.call("echo", { text: "x" });
      const result = '{ "odd" :  1e3, "nested":{"a":[ ]}, "_meta":{"acme/kept":"ü"} }';
      const { bodies } = recorded("legacy", result);
      const line =
        '{"acme":"extra", "jsonrpc":"2.0","id":"strange id","method":"acme/custom" ,"params":{"n":1.50,"_meta":{"traceparent":"00-0af7-b7ad-01"}}}';
      const answer = agent.response("strange id");
      agent.write(`${line}\n`);
      assert.deepEqual((await answer).result, JSON.parse(result));
      assert.deepEqual(bodies, [line]);
      world.legacy.instead = null;
      await agent.close();
    },
  );

  it(
    verifies(
      "bridge.untouched",
      "A bridge passes a modern agent's bytes unchanged to a modern server, with the headers that repeat them",
    ),
    async () => {
      const agent = new RawAgent(cli, home.folder, ["modern"]);
      await agent.request("tools/list", { _meta: modernMeta() });
      const { bodies, headers } = recorded("modern", '{"resultType":"complete","content":[],"acme":1}');
      const params = { name: "größe", arguments: {}, _meta: { ...modernMeta(), traceparent: "00-0af7-b7ad-01" } };
      const line = JSON.stringify({ jsonrpc: "2.0", id: 5, method: "tools/call", params });
      const answer = agent.response(5);
      agent.write(`${line}\n`);
      assert.deepEqual((await answer).result, { resultType: "complete", content: [], acme: 1 });
      // One member is ours: the name of the folder that the agent works in. It helps a person to decide about an
      // approval.
      assert.deepEqual(bodies, [line.replace('"_meta":{', `"_meta":{"drawbridge/workspace":"${basename(cwd())}",`)]);
      assert.equal(headers[0]?.["mcp-method"], "tools/call");
      assert.equal(headers[0]?.["mcp-name"], `=?base64?${Buffer.from("größe").toString("base64")}?=`);
      assert.equal(headers[0]?.["mcp-protocol-version"], "2026-07-28");
      assert.match(String(headers[0]?.accept), /application\/json, text\/event-stream/);
      world.modern.instead = null;
      await agent.close();
    },
  );

  it(verifies("bridge.untouched", "A bridge between the eras changes only what belongs to an era"), async () => {
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    await agent.initialize({ elicitation: {} });
    const sent = recorded("modern", '{"resultType":"complete","acme":1}');
    const answer = await agent.request("acme/custom", { word: "w", _meta: { traceparent: "t", progressToken: 7 } });
    assert.deepEqual(answer.result, { resultType: "complete", acme: 1 });
    const params = objectAt(messageIn(sent.bodies[0]), "params");
    const info = { name: "raw", version: "1" };
    assert.deepEqual(params, {
      word: "w",
      _meta: {
        traceparent: "t",
        progressToken: 7,
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": info,
        "io.modelcontextprotocol/clientCapabilities": { elicitation: {} },
      },
    });
    world.modern.instead = null;
    await agent.close();

    const other = new RawAgent(cli, home.folder, ["legacy"]);
    const custom = { word: "w", _meta: { ...modernMeta(), traceparent: "t" } };
    assert.deepEqual((await other.request("acme/custom", custom)).result, {
      resultType: "complete",
      got: "w",
      _meta: { "acme/kept": 1 },
    });
    const missing = await other.request("acme/custom", { word: "fail", _meta: modernMeta() });
    assert.equal(objectAt(missing, "error").code, -32602, "-32002 of older revisions");
    const got = recorded("legacy", "{}");
    assert.deepEqual((await other.request("acme/custom", custom)).result, { resultType: "complete" });
    assert.deepEqual(objectAt(messageIn(got.bodies[0]), "params"), { word: "w", _meta: { traceparent: "t" } });
    world.legacy.instead = null;
    await other.close();
  });

  function messageIn(body: string | undefined): JsonObject {
    const message: unknown = JSON.parse(body ?? "null");
    assert.ok(isObject(message));
    return message;
  }
});
