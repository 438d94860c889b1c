import assert from "node:assert/strict";
import { Hono } from "hono";
import { Refused } from "../../../reference-servers/registry/refusal.ts";
import { inTurn } from "../../../reference-servers/registry/request-shares.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";

/** Handlers that take a turn and hold it until the test releases them. */
function held() {
  const begun: string[] = [];
  const letGo = Promise.withResolvers<void>();
  const app = new Hono();
  app.use(inTurn());
  app.get("/:kind/:asker", async (context) => {
    const { kind, asker } = context.req.param();
    const { turn } = context.var;
    await (kind === "user" ? turn.ofUser(asker) : turn.ofStranger(asker));
    begun.push(asker);
    await letGo.promise;
    return context.text("done");
  });
  app.onError((error) => (error instanceof Refused ? error.getResponse() : new Response(null, { status: 500 })));
  const ask = async (path: string) => (await app.request(path)).status;
  return { begun, letGo, ask };
}

describe("the registry's work for people", () => {
  it(verifies("shares.in-turn", "The registry runs two requests of each user at a time"), async () => {
    const { begun, letGo, ask } = held();
    const ada = Array.from({ length: 67 }, () => ask("/user/ada"));
    const bob = ask("/user/bob");
    await until("both are served", () => begun.length === 3);
    assert.deepEqual(begun.toSorted(), ["ada", "ada", "bob"]);
    assert.equal(await ada.at(-1), 429);
    letGo.resolve();
    assert.equal(await bob, 200);
    assert.equal((await Promise.all(ada)).filter((status) => status === 200).length, 66);
  });

  it(verifies("shares.strangers", "The registry keeps users' places from strangers with many keys"), async () => {
    const { begun, letGo, ask } = held();
    const strangers = Array.from({ length: 50 }, (_, key) => ask(`/stranger/key-${key}`));
    const users = ["ada", "bob", "eve"].flatMap((user) => [ask(`/user/${user}`), ask(`/user/${user}`)]);
    await until("the users are served", () => begun.length === 7);
    assert.equal(begun.filter((asker) => asker.startsWith("key-")).length, 1);
    letGo.resolve();
    assert.ok((await Promise.all([...strangers, ...users])).every((status) => status === 200));
  });
});
