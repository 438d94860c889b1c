import assert from "node:assert/strict";
import type { Home } from "../../../proxy/files/home.ts";
import { type Agent, legacyAgent, modernAgent } from "../../support/agents/sdk-agents.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { UpstreamWorld } from "../../support/worlds/upstream-world.ts";

describe("a bridge between the eras", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let home: Home;
  before(async () => {
    world = await UpstreamWorld.start();
    home = await world.signedIn("ada");
  });
  after(() => world.close());

  for (const [hostEra, connect] of [
    ["legacy", legacyAgent],
    ["modern", modernAgent],
  ] as const) {
    for (const server of ["legacy", "modern"] as const) {
      describe(`a ${hostEra} agent with a ${server} server`, () => {
        let agent: Agent;
        before(async () => {
          agent = await connect(server, home.folder);
        });
        after(() => agent.close());

        it(
          verifies(
            "bridge.crossings",
            `A ${hostEra} agent learns who a ${server} server is, lists its tools and calls one`,
          ),
          async () => {
            assert.equal(agent.serverName, `${server}-upstream`);
            assert.equal(agent.instructions, "Ask me.");
            assert.deepEqual((await agent.tools()).slice(0, 6), ["echo", "look", "slow", "steps", "fail", "ask"]);
            assert.deepEqual(await agent.call("echo", { text: "grüß dich" }), {
              text: "grüß dich",
              isError: false,
              code: undefined,
            });
          },
        );

        it(
          verifies("bridge.crossings", `A ${hostEra} agent gets the progress of a ${server} server's call`),
          async () => {
            const progress: number[] = [];
            // The agents' own client drops progress that it reads together with the answer, as a busy machine delivers it.
            const answer = await agent.call(
              "steps",
              { steps: 3, ms: 300 },
              { onProgress: (done) => progress.push(done) },
            );
            assert.equal(answer.text, "3 steps");
            assert.deepEqual(progress, [1, 2, 3]);
          },
        );

        it(
          verifies("bridge.crossings", `A ${hostEra} agent gets a ${server} server's own error as a result`),
          async () => {
            const answer = await agent.call("fail");
            assert.deepEqual(answer, { text: "It failed: nothing is wrong with you.", isError: true, code: undefined });
          },
        );

        it(
          verifies(
            "bridge.cancel",
            `A ${hostEra} agent can cancel a call of a ${server} server, and the next call is answered`,
          ),
          async () => {
            const upstream = world[server];
            upstream.events.length = 0;
            const cancel = new AbortController();
            const call = agent.call("slow", { steps: 100, ms: 50 }, { signal: cancel.signal });
            await until("the call runs", () => upstream.events.includes("ran slow"));
            cancel.abort();
            await assert.rejects(call);
            await until("the server stopped", () => upstream.events.includes("cancelled"));
            assert.equal((await agent.call("echo", { text: "still here" })).text, "still here");
          },
        );

        it(verifies("bridge.elicitation", `A ${hostEra} agent gets the questions of a ${server} server`), async () => {
          assert.equal((await agent.call("ask")).text, "Hello, Ada");
        });

        it(
          verifies(
            "bridge.list-changed",
            `A ${hostEra} agent hears that a ${server} server's tools changed, and lists the new one`,
          ),
          async () => {
            const before = (await agent.tools()).length;
            const changesBefore = agent.listChanges();
            world[server].grow();
            await until("the agent hears of the change", () => agent.listChanges() > changesBefore);
            assert.equal((await agent.tools()).length, before + 1);
          },
        );
      });
    }
  }
});
