import assert from "node:assert/strict";
import { once } from "node:events";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { closed, openRequest, send, sendRaw } from "../../support/network/http.ts";
import { ada, newWorkshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const mebibyte = 1024 * 1024;

describe("a server's HTTP routes", () => {
  const services = newWorkshop();
  let kit: TestKit;

  before(async () => {
    kit = await startForTest(workshop(services));
  });
  after(() => kit.close());
  afterEach("the server still serves", async () => {
    const client = await kit.connect(ada);
    assert.equal((await client.callTool({ name: "note", arguments: { text: "x" } })).isError ?? false, false);
  });

  const headers = (change: Record<string, string> = {}): string[] =>
    Object.entries({
      ...kit.headers(ada),
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...change,
    }).flat();
  const post = (body: string | Buffer, change?: Record<string, string>) =>
    send(`${kit.url}/mcp`, { method: "POST", headers: headers(change), body });
  const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });

  const bodies = [
    ["that is no JSON", "{not json", 400],
    ["that is empty", "", 400],
    ["that is no request", '"hello"', 400],
    ["that is null", "null", 400],
    ["that is an empty batch", "[]", 400],
    ["that is no UTF-8", Buffer.from([0xff, 0xfe, 0x00]), 400],
    ["that is nested a hundred thousand deep", "[".repeat(100_000) + "]".repeat(100_000), 400],
    ["of another protocol", JSON.stringify({ method: "tools/list", id: 1 }), 400],
    ["of 5 MiB", `"${"x".repeat(5 * mebibyte)}"`, 413],
  ] as const;
  for (const [what, body, status] of bodies) {
    it(verifies("framework.bad-http", `A server answers a body ${what} with ${status} and a reason`), async () => {
      const answer = await post(body);
      assert.equal(answer.status, status, answer.body);
      assert.match(answer.body, /"message":"[A-Z].{10}/);
    });
  }

  for (const withLength of [true, false]) {
    it(
      verifies(
        "framework.bad-http",
        `A server ends a body of 100 MiB early, with its length ${withLength ? "" : "not "}declared`,
      ),
      async () => {
        const length = withLength ? ["content-length", String(100 * mebibyte)] : [];
        const request = openRequest(`${kit.url}/mcp`, { method: "POST", headers: [...headers(), ...length] });
        const answered = once(request, "response");
        // With a declared length, the first bytes are enough to know; without it, the first byte that is too many.
        for (let sent = 0; sent < (withLength ? 1 : 5); sent++) request.write(Buffer.alloc(mebibyte, "x"));
        const [response] = await answered;
        assert.equal(response.statusCode, 413);
        const ended = closed(request);
        request.destroy();
        await ended;
      },
    );
  }

  it(verifies("framework.both-eras", "A server accepts a request whose length is not declared"), async () => {
    const request = openRequest(`${kit.url}/mcp`, { method: "POST", headers: headers() });
    const answered = once(request, "response");
    request.write(ping.slice(0, 10));
    request.end(ping.slice(10));
    const [response] = await answered;
    assert.equal(response.statusCode, 200);
    response.resume();
    await closed(response);
  });

  it(
    verifies("framework.bad-http", "A server answers another content type with 415, and other methods with 405"),
    async () => {
      assert.equal((await post(ping, { "content-type": "text/plain" })).status, 415);
      for (const method of ["GET", "DELETE", "PUT"]) {
        const answer = await send(`${kit.url}/mcp`, { method, headers: headers({ accept: "text/event-stream" }) });
        assert.equal(answer.status, 405, method);
      }
      assert.equal((await send(`${kit.url}/elsewhere`)).status, 404);
    },
  );

  it(
    verifies("framework.bad-http", "A server refuses a modern request whose headers contradict its body"),
    async () => {
      const body = JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name: "burn",
          arguments: { pages: 0 },
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
          },
        },
      });
      const contradicting = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "note" };
      const answer = await post(body, contradicting);
      assert.equal(answer.status, 400);
      assert.match(answer.body, /-32020/);
      assert.deepEqual(services.ran, []);
    },
  );

  it(
    verifies("framework.bad-http", "A server survives what is not HTTP, and a client that stops in the middle"),
    async () => {
      assert.match(await sendRaw(kit.url, "\x16\x03\x01 hello\r\n\r\n"), /^HTTP\/1\.1 400 /);
      const request = openRequest(`${kit.url}/mcp`, {
        method: "POST",
        headers: [...headers(), "content-length", "1000"],
      });
      request.on("error", () => {});
      request.write("{");
      await once(request, "socket");
      request.destroy();
    },
  );

  it(
    verifies("framework.own-host", "A server refuses a request that names another host, or comes from another site"),
    async () => {
      const evil = await send(`${kit.url}/mcp`, {
        method: "POST",
        headers: [...headers(), "host", "evil.example"],
        body: ping,
      });
      assert.equal(evil.status, 403);
      assert.equal((await post(ping, { origin: "https://evil.example" })).status, 403);
      assert.equal((await post(ping, { origin: "null" })).status, 403);
      assert.equal((await post(ping, { origin: kit.url })).status, 200);
    },
  );

  it(verifies("framework.own-host", "A server answers under the further host names in its settings"), async () => {
    const named = await startForTest(workshop(), { settings: { DRAWBRIDGE_ALLOWED_HOSTS: "presto.internal" } });
    try {
      const statusFor = async (host: string) => (await send(`${named.url}/mcp`, { headers: ["host", host] })).status;
      assert.equal(await statusFor("presto.internal:8080"), 401, "without the edge's proof");
      assert.equal(await statusFor("evil.example"), 403);
    } finally {
      await named.close();
    }
  });

  it(verifies("framework.health", "A server's probes say that it lives, and whether it can serve"), async () => {
    assert.equal((await send(`${kit.url}/healthz`)).status, 200);
    assert.deepEqual(JSON.parse((await send(`${kit.url}/readyz`)).body), { ready: true });
    services.ready = false;
    const dark = await send(`${kit.url}/readyz`);
    assert.equal(dark.status, 503);
    assert.deepEqual(JSON.parse(dark.body), { ready: false });
    assert.equal((await send(`${kit.url}/healthz`)).status, 200);
    services.ready = true;
  });

  it(
    verifies("framework.policy-first", "A server is not ready, and admits no user, before it has a policy"),
    async () => {
      const policies = { current: () => null, onChange: () => {}, close: async () => {} };
      const closed = await startForTest(workshop(), { policies });
      try {
        assert.equal((await send(`${closed.url}/readyz`)).status, 503);
        await assert.rejects(closed.connect(ada));
        await assert.rejects(closed.connect({ ...ada, era: "legacy" }), /has no access policy/);
      } finally {
        await closed.close();
      }
    },
  );
});
