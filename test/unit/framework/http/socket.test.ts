import assert from "node:assert/strict";
import { bind } from "@drawbridge/framework/http/socket";
import { verifies } from "../../../support/verifies.ts";

describe("the socket of a server", () => {
  it(verifies("framework.early-request", "answers a request that came before it serves"), async () => {
    const socket = await bind(0);
    const early = fetch(socket.url).then((response) => response.text());
    await new Promise((later) => setTimeout(later, 50));
    socket.serve(() => new Response("served"));
    assert.equal(await early, "served");
    assert.equal(await (await fetch(socket.url)).text(), "served");
    await socket.close();
  });
});
