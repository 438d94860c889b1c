import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { Refusal } from "@drawbridge/contracts/access";
import { httpListener } from "@drawbridge/hosted/listener";
import { listening } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a request that comes after the listener gave up its connection", function () {
  this.timeout(30_000);

  it(
    verifies("listener.late", "It is refused as not run, with a time to come again, and no part handles it"),
    async () => {
      const handled: string[] = [];
      const server = httpListener((request, response) => {
        handled.push(request.url ?? "");
        response.end("ran");
      });
      const { port, hostname } = new URL(await listening(server));
      const socket = connect(Number(port), hostname);
      // Its bytes reach a part that had no processor time only after its timer.
      socket.once("data", () => socket.write("POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"));
      const answer = await text(socket);
      assert.match(answer, /^HTTP\/1\.1 408 /);
      assert.match(answer, /\r\nRetry-After: 1\r\n/);
      const { error, message } = Refusal.parse(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))));
      assert.equal(error, "upstream-unreachable");
      assert.match(message, /Nothing was run/);
      assert.deepEqual(handled, []);
      server.close();
    },
  );
});
