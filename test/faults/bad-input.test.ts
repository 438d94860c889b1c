import assert from "node:assert/strict";
import type { Home } from "../../proxy/files/home.ts";
import { type JsonObject, objectAt } from "../../proxy/kernel/json.ts";
import { RawAgent } from "../support/agents/raw-agent.ts";
import { verifies } from "../support/verifies.ts";
import { onceForSuite } from "../support/worlds/suite-hooks.ts";
import { startUpstreamWithAda } from "../support/worlds/upstream-world.ts";

const mebibyte = Buffer.alloc(1024 * 1024, "x");

describe("input that no agent should send", function () {
  this.timeout(60_000);
  let home: Home;
  let cli: string;
  let agent: RawAgent;
  onceForSuite(startUpstreamWithAda, (started) => {
    ({ cli, home } = started);
  });
  beforeEach(async () => {
    agent = new RawAgent(cli, home.folder, ["modern"]);
    await agent.initialize();
  });
  afterEach(async () => {
    const answer = await agent.call("echo", { text: "and on it goes" });
    assert.match(JSON.stringify(answer), /and on it goes/);
    assert.deepEqual(agent.noise, []);
    await agent.close();
  });

  const errorOf = (response: JsonObject): JsonObject => objectAt(response, "error");

  for (const [what, line] of [
    ["a line that breaks off", '{"jsonrpc": "2.0", "id": 77, "meth'],
    ["a line that is no JSON", "hello"],
    ["a line with an unfinished string", '{"jsonrpc":"2.0","id":77,"method":"tools/list","params":{"cursor":"x}}'],
    ["a line with too many brackets", '{"jsonrpc":"2.0","id":77,"method":"ping"}}'],
  ] as const) {
    it(verifies("bridge.bad-line", `The bridge answers ${what} with a parse error for that line alone`), async () => {
      const answer = agent.response(line.includes("77") ? 77 : null);
      agent.write(`${line}\n`);
      assert.equal(errorOf(await answer).code, -32700);
    });
  }

  it(verifies("bridge.bad-line", "The bridge answers invalid UTF-8 with an error for that line alone"), async () => {
    const answer = agent.response(78);
    agent.write(
      Buffer.concat([Buffer.from('{"jsonrpc":"2.0","id":78,"method":"ping","params":{"x":"'), Buffer.of(0xff, 0xc0)]),
    );
    agent.write('"}}\n');
    assert.equal(errorOf(await answer).code, -32700);
  });

  it(verifies("bridge.bad-line", "The bridge answers JSON that is not a message with an invalid request"), async () => {
    const answer = agent.response(null);
    agent.write("[1]\n");
    assert.equal(errorOf(await answer).code, -32600);
  });

  it(verifies("bridge.bad-line", "The bridge answers a million nested brackets"), async () => {
    const answer = agent.response(79);
    const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
    await agent.writeAll([`{"jsonrpc":"2.0","id":79,"method":"acme/deep","params":{"deep":${deep}}}\n`]);
    assert.ok(errorOf(await answer).message);
  });

  it(verifies("bridge.bad-line", "The bridge answers a line of 100 MiB with an error that has its id"), async () => {
    const answer = agent.response("the long one");
    const head = '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo","arguments":{"text":"';
    await agent.writeAll([head, ...Array.from({ length: 100 }, () => mebibyte), '"}},"id":"the long one"}\n']);
    const { code, message } = errorOf(await answer);
    assert.equal(code, -32600);
    assert.match(String(message), /32 MiB/);
  });

  it(verifies("bridge.bad-line", "The bridge ignores an empty line"), () => {
    agent.write("\n\r\n\n");
  });

  it(verifies("bridge.untouched", "The bridge answers a line that arrives byte by byte"), async () => {
    const answer = agent.response(80);
    for (const character of '{"jsonrpc":"2.0","id":80,"method":"ping"}\r\n') agent.write(character);
    assert.deepEqual((await answer).result, {});
  });

  it(verifies("bridge.bad-line", "The bridge answers each message of a batch (2025-03-26)"), async () => {
    const answers = [agent.response(81), agent.response(82)];
    agent.write('[{"jsonrpc":"2.0","id":81,"method":"ping"},{"jsonrpc":"2.0","id":82,"method":"ping"}]\n');
    assert.deepEqual(
      (await Promise.all(answers)).map(({ result }) => result),
      [{}, {}],
    );
  });
});
