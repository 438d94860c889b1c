/** Test cases for requests that the edge must refuse or limit: unusual targets, methods, hosts, bodies and slow clients. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Refusal } from "@drawbridge/contracts/access";
import { answerTo, bearer, closed, openRequest, send, sendRaw } from "../network/http.ts";
import { verifies } from "../verifies.ts";
import type { World } from "./world.ts";

/** Request targets that are not exactly a server's, although something between client and server might read them so. */
const oddTargets = [
  "/",
  "/mcp",
  "/mcp/",
  "/mcp/presto/",
  "/mcp/presto/admin",
  "/mcp//presto",
  "//mcp/presto",
  "/MCP/presto",
  "/mcp/Presto",
  "/mcp/../x",
  "/mcp/presto/../tickets",
  "/mcp/./presto",
  "/mcp/%70resto",
  "/mcp%2Fpresto",
  "/mcp/presto%2f..%2ftickets",
  "/mcp/presto%00",
  "/mcp/presto;v=1",
  "/mcp/presto%20",
  "/mcp/presto#tickets",
  "/mcp/__proto__",
  "/mcp/presto\\..\\tickets",
  "/mcp/-presto",
  "/mcp/a-name-that-is-longer-than-any-server-may-have",
  "http://evil.example/mcp/presto",
  "*",
];

export function limitCases(world: () => World): void {
  describe("requests", () => {
    for (const target of oddTargets) {
      it(verifies("edge.paths", `A request for ${target} reaches no server`), async () => {
        const { edgeUrl, issuer, reached } = world();
        const { status } = await send(edgeUrl, { target, headers: bearer(await issuer.mint({ groups: ["infra"] })) });
        assert.ok(status >= 400 && status < 500, String(status));
        assert.deepEqual(reached(), []);
      });
    }

    it(verifies("edge.paths", "A request keeps its query, and the query does not choose the server"), async () => {
      const { issuer, call, edgeUrl, reached } = world();
      const token = await issuer.mint();
      assert.equal((await send(`${edgeUrl}/mcp/presto?a=1&b=/mcp/tickets`, { headers: bearer(token) })).status, 200);
      assert.deepEqual(
        reached().map(({ target }) => target),
        ["/mcp?a=1&b=/mcp/tickets"],
      );
      assert.equal((await call("presto", token)).status, 200);
    });

    for (const method of ["GET", "POST", "DELETE"]) {
      it(verifies("edge.methods", `A request by ${method} passes the edge`), async () => {
        const { issuer, call, reached } = world();
        assert.equal((await call("presto", await issuer.mint(), { method })).status, 200);
        assert.deepEqual(
          reached().map((request) => request.method),
          [method],
        );
      });
    }

    for (const method of ["PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"]) {
      it(verifies("edge.methods", `A request by ${method} is refused by the edge`), async () => {
        const { issuer, call, reached } = world();
        const answer = await call("presto", await issuer.mint(), { method });
        assert.equal(answer.status, 405);
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
        assert.deepEqual(reached(), []);
      });
    }

    it(
      verifies(
        "edge.methods",
        "A request that would make the connection a tunnel or a WebSocket does not pass the edge",
      ),
      async () => {
        const { edgeUrl, issuer, reached } = world();
        const auth = `Authorization: Bearer ${await issuer.mint()}`;
        const tunnel = await sendRaw(edgeUrl, `CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n${auth}\r\n\r\n`);
        assert.doesNotMatch(tunnel, /^HTTP\/1.1 2/);
        const upgrade =
          "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13";
        const socket = await sendRaw(
          edgeUrl,
          `GET /mcp/presto HTTP/1.1\r\nHost: 127.0.0.1\r\n${auth}\r\n${upgrade}\r\n\r\n`,
        );
        assert.doesNotMatch(socket, /^HTTP\/1.1 101/);
        for (const { headers } of reached())
          assert.equal(
            headers.some(([name]) => name.toLowerCase() === "upgrade"),
            false,
          );
      },
    );

    it(verifies("edge.paths", "A request that two parsers could split in different ways is refused"), async () => {
      const { edgeUrl, issuer, reached } = world();
      const head = `Host: 127.0.0.1\r\nAuthorization: Bearer ${await issuer.mint()}\r\nConnection: close`;
      const smuggled = "0\r\n\r\nGET /mcp/tickets HTTP/1.1\r\nHost: x\r\n\r\n";
      for (const request of [
        `POST /mcp/presto HTTP/1.1\r\n${head}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
        `POST /mcp/presto HTTP/1.1\r\n${head}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`,
        `POST /mcp/presto HTTP/1.1\r\n${head}\r\nTransfer-Encoding: xchunked\r\n\r\n${smuggled}`,
        `GET /mcp/presto HTTP/1.1\r\n${head}\r\nContent-Length: 5\r\n\r\nabcde`,
        `DELETE /mcp/presto HTTP/1.1\r\n${head}\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
        `GET /mcp/presto\r\n\r\n`,
        "\0\x01\x02nonsense\r\n\r\n",
        `GET /mcp/presto HTTP/1.1\r\nX-Large: ${"x".repeat(100_000)}\r\n${head}\r\n\r\n`,
      ]) {
        assert.doesNotMatch(await sendRaw(edgeUrl, request), /^HTTP\/1.1 2/, request.slice(0, 60));
      }
      assert.deepEqual(reached(), []);
      assert.equal((await world().call("presto", await issuer.mint())).status, 200);
    });

    it(verifies("edge.host", "A request for another host's name is refused"), async () => {
      const { issuer, call, edgeUrl, reached } = world();
      const token = await issuer.mint();
      const { port } = new URL(edgeUrl);
      for (const host of [
        "evil.example",
        `evil.example:${port}`,
        "127.0.0.1.evil.example",
        "127.0.0.1@evil",
        "",
        "[::1",
        "169.254.169.254",
      ]) {
        assert.equal((await call("presto", token, { headers: ["Host", host] })).status >= 400, true, host);
      }
      assert.deepEqual(reached(), []);
      for (const host of [`localhost:${port}`, "LOCALHOST", `[::1]:${port}`, `127.0.0.1:${port}`]) {
        assert.equal((await call("presto", token, { headers: ["Host", host] })).status, 200, host);
      }
    });
  });

  describe("a body over the limit", () => {
    const assertRefused = async (answer: IncomingMessage): Promise<void> => {
      assert.equal(answer.statusCode, 413);
      const { error, message } = Refusal.parse(JSON.parse(await text(answer)));
      assert.equal(error, "bad-request");
      assert.match(message, /16 MiB/);
    };

    it(
      verifies("edge.huge-body", "A body over the limit is refused by its declared length, before any of it is sent"),
      async () => {
        const { edgeUrl, issuer, reached, call } = world();
        const token = await issuer.mint();
        const declared = ["Content-Length", String(100 * 1024 * 1024)];
        const request = openRequest(`${edgeUrl}/mcp/presto`, {
          method: "POST",
          headers: [...bearer(token), ...declared],
        });
        request.flushHeaders();
        const answer = await answerTo(request);
        await assertRefused(answer);
        request.on("error", () => {});
        request.destroy();
        assert.deepEqual(reached(), []);
        assert.equal((await call("presto", token)).status, 200);
      },
    );

    it(
      verifies(
        "edge.huge-body",
        "A body over the limit is refused to a client that sends all of its 100 MiB before it reads the answer",
      ),
      async () => {
        const { edgeUrl, issuer, reached } = world();
        const body = Buffer.alloc(100 * 1024 * 1024, "x");
        const headers = [...bearer(await issuer.mint()), "Content-Length", String(body.length)];
        const request = openRequest(`${edgeUrl}/mcp/presto`, { method: "POST", headers });
        const answered = answerTo(request);
        const sent = once(request, "finish");
        request.end(body);
        await sent;
        await assertRefused(await answered);
        assert.deepEqual(reached(), []);
      },
    );

    it(
      verifies(
        "edge.huge-body",
        "A body without a declared length is refused at the limit, and the server sees it end as broken",
      ),
      async () => {
        const { edgeUrl, issuer, servers } = world();
        const arrived = new Promise<IncomingMessage>((resolve) => {
          servers.presto.answer = (incoming) => resolve(incoming);
        });
        const request = openRequest(`${edgeUrl}/mcp/presto`, { method: "POST", headers: bearer(await issuer.mint()) });
        request.on("error", () => {});
        const answered = answerTo(request);
        request.write("x");
        const incoming = await arrived;
        servers.presto.answer = null;
        const ended = closed(incoming);
        incoming.resume();
        for (let sent = 0; sent < 17; sent += 1) request.write(Buffer.alloc(1024 * 1024, "x"));
        await assertRefused(await answered);
        await ended;
        assert.equal(incoming.complete, false);
        request.destroy();
      },
    );
  });

  describe("a slow client", () => {
    it(verifies("edge.slow-clients", "A client that never finishes its headers is disconnected"), async () => {
      const { hostname, port } = new URL(world().edgeUrl);
      const socket = connect(Number(port), hostname);
      const ended = closed(socket);
      socket.write("GET /mcp/presto HTTP/1.1\r\nHost: 127.0.0.1\r\n");
      const drip = setInterval(() => socket.write("X-Drip: 1\r\n"), 500);
      socket.resume();
      await ended;
      clearInterval(drip);
    });
  });
}
