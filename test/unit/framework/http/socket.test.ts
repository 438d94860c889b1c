import assert from "node:assert/strict";
import { bind } from "../../../../reference-servers/framework/http/socket.ts";
import { passTime } from "../../../support/clocks/real-time.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the socket of a server", () => {
  it(
    verifies("framework.early-request", "The socket answers a request that came before the server serves"),
    async () => {
      const socket = await bind({ port: 0 });
      const early = fetch(socket.url).then((response) => response.text());
      await passTime(50, "the request arrives, of which a socket that does not serve yet shows nothing");
      socket.serve(() => new Response("served"));
      assert.equal(await early, "served");
      assert.equal(await (await fetch(socket.url)).text(), "served");
      await socket.close();
    },
  );
});
