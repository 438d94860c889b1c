import assert from "node:assert/strict";
import { inTurn } from "@drawbridge/registry/in-turn";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { until } from "../../support/until.ts";
import { verifies } from "../../support/verifies.ts";

describe("the registry's work for people", () => {
  it(verifies("shares.in-turn", "is two requests of one token at once, and serves another's meanwhile"), async () => {
    const begun: string[] = [];
    const held = Promise.withResolvers<void>();
    const app = new Hono();
    app.use(inTurn());
    app.get("/", async (context) => {
      begun.push(context.req.header("authorization") ?? "");
      await held.promise;
      return context.text("done");
    });
    app.onError((error) =>
      error instanceof HTTPException ? error.getResponse() : new Response(null, { status: 500 }),
    );
    const ask = async (authorization: string) => (await app.request("/", { headers: { authorization } })).status;
    const ada = Array.from({ length: 67 }, () => ask("ada"));
    const bob = ask("bob");
    await until("both are served", () => begun.length === 3);
    assert.deepEqual(begun, ["ada", "ada", "bob"]);
    assert.equal(await ada.at(-1), 429);
    held.resolve();
    assert.equal(await bob, 200);
    assert.equal((await Promise.all(ada)).filter((status) => status === 200).length, 66);
  });
});
