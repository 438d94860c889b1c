import assert from "node:assert/strict";
import { withoutMark } from "../../../../../proxy/network/byte-order-mark.ts";
import { ConnectedHost } from "../../../../support/agents/connected-host.ts";
import { answerEvents, ScriptedUpstream } from "../../../../support/servers/scripted-upstream.ts";
import { modernServer } from "../../../../support/transcript/modern-server.ts";
import { verifies } from "../../../../support/verifies.ts";

const mark = "\ufeff";

describe("a byte order mark in front of an answer", () => {
  let upstream: ScriptedUpstream;
  let host: ConnectedHost;
  beforeEach(async () => {
    upstream = await new ScriptedUpstream(modernServer().serve).start();
    host = new ConnectedHost({ url: upstream.url });
    await host.begin();
  });
  afterEach(async () => {
    host.close();
    await upstream.close();
  });

  const result = (id: unknown) =>
    JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: "read" }] } });

  it(verifies("bridge.byte-order-mark", "An answer on a stream is read behind a byte order mark"), async () => {
    upstream.script = ({ message }, response) =>
      message.method === "tools/call" && answerEvents(response, `${mark}data: ${result(message.id)}\n\n`);
    assert.equal(await host.call("route", { region: "x" }), "read");
  });

  it(verifies("bridge.byte-order-mark", "A JSON answer is read behind a byte order mark"), async () => {
    upstream.script = ({ message }, response) => {
      if (message.method !== "tools/call") return false;
      response.writeHead(200, { "content-type": "application/json" }).end(mark + result(message.id));
      return true;
    };
    assert.equal(await host.call("route", { region: "x" }), "read");
  });

  it(verifies("bridge.byte-order-mark", "A refusal is read behind a byte order mark"), async () => {
    const refusal = { error: "not-allowed", message: "Only the night shift may do that.", policy: null, ask: null };
    upstream.script = ({ message }, response) => {
      if (message.method !== "tools/call") return false;
      response.writeHead(403, { "content-type": "application/json" }).end(mark + JSON.stringify(refusal));
      return true;
    };
    assert.equal(await host.call("route", { region: "x" }), refusal.message);
  });

  it(verifies("bridge.byte-order-mark", "A mark is removed from pieces of any size, and only at the start"), () => {
    const bytes = Buffer.from(`${mark}{"a":"${mark}"}`);
    for (const size of [1, 2, 3, 4, 100]) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      assert.equal(Buffer.concat(withoutMark(pieces)).toString(), `{"a":"${mark}"}`);
    }
    for (const text of ["", "x", "\u00ef", "\u00ef\u00bb", "é"])
      assert.equal(Buffer.concat(withoutMark([Buffer.from(text, "latin1")])).toString("latin1"), text);
  });
});
