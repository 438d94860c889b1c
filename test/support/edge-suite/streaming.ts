/** Test cases for streams through the edge, and for servers that fail during a request. */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "@drawbridge/contracts/access";
import { answerTo, bearer, closed, openRequest } from "../network/http.ts";
import { freePort } from "../network/listening.ts";
import { manifestOf } from "../servers/manifest.ts";
import { verifies } from "../verifies.ts";
import { openTo, type World } from "./world.ts";

/** One exchange that the test drives from both ends. */
interface Exchange {
  readonly request: ReturnType<typeof openRequest>;
  /** Resolves with the server's side of the exchange once the request has arrived there. */
  readonly arrived: Promise<{ readonly incoming: IncomingMessage; readonly outgoing: ServerResponse }>;
}

export function streamingCases(world: () => World): void {
  const exchange = async (method: string): Promise<Exchange> => {
    const { servers, issuer, edgeUrl } = world();
    const arrived = new Promise<Awaited<Exchange["arrived"]>>((resolve) => {
      servers.presto.answer = (incoming, outgoing) => resolve({ incoming, outgoing });
    });
    const request = openRequest(`${edgeUrl}/mcp/presto`, { method, headers: bearer(await issuer.mint()) });
    return { request, arrived };
  };
  const chunkOf = async (stream: IncomingMessage): Promise<string> => String((await once(stream, "data"))[0]);

  describe("streams", () => {
    // Each side waits for the other's chunk before it writes the next, so the test hangs where the edge holds a chunk back.
    it(
      verifies("edge.streams", "A stream passes a server's events one by one, and the headers before the first event"),
      async () => {
        const { request, arrived } = await exchange("GET");
        request.end();
        const { outgoing } = await arrived;
        outgoing.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
        const answer = await answerTo(request);
        assert.equal(answer.headers["content-type"], "text/event-stream");
        for (const index of [1, 2, 3, 4, 5]) {
          outgoing.write(`data: ${index}\n\n`);
          assert.equal(await chunkOf(answer), `data: ${index}\n\n`);
        }
        outgoing.end();
        await once(answer, "end");
        assert.equal(answer.complete, true);
      },
    );

    it(
      verifies(
        "edge.streams",
        "A stream passes a client's body piece by piece, and the answer while the body is still sent",
      ),
      async () => {
        const { request, arrived } = await exchange("POST");
        request.write("1");
        const { incoming, outgoing } = await arrived;
        assert.equal(await chunkOf(incoming), "1");
        for (const piece of ["2", "3"]) {
          request.write(piece);
          assert.equal(await chunkOf(incoming), piece);
        }
        outgoing.write("early");
        assert.equal(await chunkOf(await answerTo(request)), "early");
        request.end("4");
        assert.equal(await chunkOf(incoming), "4");
        outgoing.end();
      },
    );

    it(verifies("edge.streams", "A stream passes megabytes unchanged in both directions"), async () => {
      const { issuer, call, servers } = world();
      servers.presto.answer = (incoming, outgoing) => void incoming.pipe(outgoing);
      const body = "0123456789abcdef".repeat(500_000);
      const answer = await call("presto", await issuer.mint(), { method: "POST", body });
      assert.equal(answer.body === body, true);
    });

    it(
      verifies("edge.disconnects", "A stream ends at the server if the client disconnects while it waits"),
      async () => {
        const { request, arrived } = await exchange("POST");
        request.on("error", () => {});
        request.end("{}");
        const { outgoing } = await arrived;
        request.destroy();
        await closed(outgoing);
        assert.equal(outgoing.writableFinished, false);
      },
    );

    it(
      verifies(
        "edge.disconnects",
        "A stream ends at the server if the client disconnects in the middle of the answer or of its own body",
      ),
      async () => {
        const listening = await exchange("GET");
        listening.request.end();
        const { outgoing } = await listening.arrived;
        outgoing.write("data: 1\n\n");
        const answer = await answerTo(listening.request);
        answer.on("error", () => {});
        listening.request.destroy();
        await closed(outgoing);

        const sending = await exchange("POST");
        sending.request.on("error", () => {});
        sending.request.write("half");
        const { incoming } = await sending.arrived;
        sending.request.destroy();
        await closed(incoming);
        assert.equal(incoming.complete, false);
      },
    );

    it(
      verifies(
        "edge.disconnects",
        "A stream breaks at the client if the server disconnects in the middle of an answer",
      ),
      async () => {
        const { request, arrived } = await exchange("POST");
        request.end("{}");
        const { outgoing } = await arrived;
        outgoing.write("data: 1\n\n");
        const answer = await answerTo(request);
        await chunkOf(answer);
        outgoing.destroy();
        const [error] = (await once(answer, "error")) as [NodeJS.ErrnoException];
        assert.equal(error.code, "ECONNRESET");
        assert.equal(answer.complete, false);
      },
    );
  });

  describe("a server that fails", () => {
    it(
      verifies(
        "edge.upstream-down",
        "A server that cannot be reached is a 503 which says that nothing ran, and the next request passes",
      ),
      async () => {
        const { issuer, call, announce, reached } = world();
        await announce(manifestOf("gone", { access: openTo("ads-eng") }), `http://127.0.0.1:${await freePort()}/mcp`);
        const token = await issuer.mint();
        const answer = await call("gone", token, { method: "POST", body: "{}" });
        assert.equal(answer.status, 503, answer.body);
        assert.equal(Refusal.parse(JSON.parse(answer.body)).error, "upstream-unreachable");
        assert.equal((await call("presto", token)).status, 200);
        assert.equal(reached().length, 1);
      },
    );

    it(
      verifies(
        "edge.upstream-lost",
        "A server that fails after it took the request is a 502 which says that the call may have run",
      ),
      async () => {
        const { issuer, call, servers } = world();
        for (const fail of [
          (incoming: IncomingMessage) => incoming.socket.destroy(),
          (incoming: IncomingMessage) => incoming.socket.resetAndDestroy(),
          (incoming: IncomingMessage) => incoming.socket.end("this is not HTTP\r\n\r\n"),
        ]) {
          servers.presto.answer = (incoming) => void fail(incoming);
          const answer = await call("presto", await issuer.mint(), { method: "POST", body: "{}" });
          assert.equal(answer.status, 502);
          assert.equal(Refusal.parse(JSON.parse(answer.body)).error, "upstream-lost");
        }
        servers.presto.answer = null;
        assert.equal((await call("presto", await issuer.mint())).status, 200);
      },
    );

    it(verifies("edge.no-redirects", "A server that answers with a redirect or a sign-in is a 502"), async () => {
      const { issuer, call, servers } = world();
      for (const status of [301, 302, 307, 308, 401]) {
        servers.presto.answer = (_, outgoing) =>
          void outgoing.writeHead(status, { location: "http://evil.example/", "www-authenticate": "Bearer" }).end();
        const answer = await call("presto", await issuer.mint());
        assert.equal(answer.status, 502);
        assert.equal(answer.headers.location, undefined);
        assert.equal(answer.headers["www-authenticate"], undefined);
      }
      servers.presto.answer = (_, outgoing) =>
        void outgoing
          .writeHead(403, {
            "set-cookie": "a=1",
            "access-control-allow-origin": "*",
            "alt-svc": 'h2="evil:1"',
            "x-own": "1",
          })
          .end("no");
      const answer = await call("presto", await issuer.mint());
      servers.presto.answer = null;
      assert.deepEqual([answer.status, answer.body, answer.headers["x-own"]], [403, "no", "1"]);
      for (const name of ["set-cookie", "access-control-allow-origin", "alt-svc"])
        assert.equal(answer.headers[name], undefined);
    });
  });
}
