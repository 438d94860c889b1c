import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { connect } from "node:net";
import { httpListener, maxHeaderBytes } from "@drawbridge/hosted/listener";
import { closed, sendRaw } from "../../../support/network/http.ts";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

/** Starts a listener, sends it `bytes`, and returns what it answered and logged. */
async function exchange(handle: RequestListener, bytes: string) {
  const logged: [object, string][] = [];
  const server = httpListener(handle, {
    info: (fields, message) => void logged.push([fields, message]),
    error: assert.fail,
  });
  const url = await listening(server);
  const answer = await sendRaw(url, bytes);
  server.close();
  return { answer, logged };
}

describe("the listener of every hosted part", () => {
  it(
    verifies(
      "listener.slow-clients",
      "A client has five seconds for its headers and two minutes for its whole request",
    ),
    () => {
      const { headersTimeout, requestTimeout } = httpListener(() => {});
      assert.deepEqual([headersTimeout, requestTimeout], [5_000, 120_000]);
    },
  );

  it(
    verifies("groups.large-headers", "A request with too large headers is logged without any of its text"),
    async () => {
      const head = `GET /of-ada HTTP/1.1\r\nHost: a\r\nX-Ada: ${"ada".repeat(maxHeaderBytes)}\r\n\r\n`;
      const { answer, logged } = await exchange(() => assert.fail("it was handled"), head);
      assert.match(answer, /^HTTP\/1\.1 431 /);
      assert.deepEqual(logged, [
        [{ status: 431, error: "bad-request", maxHeaderBytes }, "refused: the headers are too large"],
      ]);
    },
  );

  it(
    verifies("groups.large-headers", "An answer that has begun is cut, and no second answer goes into it"),
    async () => {
      const server = httpListener((_, response) => void response.writeHead(200, { "content-length": 9 }).write("half"));
      const { hostname, port } = new URL(await listening(server));
      const socket = connect(Number(port), hostname);
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      let answer = "";
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString("latin1");
        socket.write("not the size of a chunk\r\n");
      });
      await closed(socket);
      server.close();
      assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*half$/);
    },
  );

  it("A request that is not HTTP gets a plain 400", async () => {
    const { answer, logged } = await exchange(() => assert.fail("it was handled"), "GET\r\n\r\n");
    assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.deepEqual(logged, []);
  });
});
