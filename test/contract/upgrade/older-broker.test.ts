import assert from "node:assert/strict";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import { objectAt } from "../../../proxy/kernel/json.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, type UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

const later = { broker: "9.1.0", extension: "9.0.0" };

describe("a broker that is older than the registry serves", function () {
  this.timeout(90_000);
  let world: UpstreamWorld;
  let cli: string;
  onceForSuite(startUpstream, (started) => {
    ({ world, cli } = started);
  });

  it(
    verifies("upgrade.oldest", "Its calls did not run and say so, until it is updated or the registry is set back"),
    async () => {
      const home = world.home();
      await world.signIn(home, "ada");
      const agent = new RawAgent(cli, home.folder, ["modern"]);
      await agent.initialize();
      const call = async (): Promise<string> => JSON.stringify(await agent.call("echo", { text: "hello" }));
      assert.match(await call(), /hello/);
      const { settings, part } = world.registry;
      const restart = async (running: typeof part, more: Partial<RegistrySettings>): Promise<typeof part> => {
        await running.close();
        return startRegistry({ ...settings, ...more });
      };
      const strict = await restart(part, { oldest: later });
      // It learns of it at its start, and with each new token.
      await withControl(home, (broker) => broker.request("shutdown"));
      await until("it has heard of it", async () => (await call()).includes("9.1.0"), 30_000);
      const sent = () => world.modern.headers.filter((headers) => headers["content-type"] !== undefined).length;
      const before = sent();
      const refused = await agent.call("echo", { text: "hello" });
      assert.match(
        JSON.stringify(refused),
        /serves only 9\.1\.0 and later\. Nothing ran\. Update the Drawbridge extension/,
      );
      assert.equal(objectAt(objectAt(refused, "result"), "_meta")["drawbridge/code"], "bad-request");
      assert.equal(sent(), before, "nothing was sent");
      await withControl(home, async (broker) => {
        assert.deepEqual((await broker.request("status")).oldest, later);
        const tokens = await world.identity.tokens("ada");
        const wellKnown = { ...world.wellKnown, oldest: later };
        await assert.rejects(broker.request("signIn", { wellKnown, tokens }), /serves only 9\.1\.0 and later/);
      });
      const back = await restart(strict, {});
      try {
        await until("it is served again", async () => !(await call()).includes("9.1.0"), 30_000);
        assert.match(await call(), /hello/);
      } finally {
        await agent.close();
        await back.close();
      }
    },
  );
});
