import assert from "node:assert/strict";
import { WellKnown } from "@drawbridge/contracts/registry";
import { objectAt } from "../../../proxy/kernel/json.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, type UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

describe("endpoints outside the registry", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let cli: string;
  onceForSuite(startUpstream, (started) => {
    ({ world, cli } = started);
  });

  const wellKnownOf = async (registry: string) =>
    WellKnown.parse(await (await fetch(`${registry}/.well-known/drawbridge`)).json());

  it(
    verifies(
      "broker.direct",
      "Endpoints outside the registry are allowed only in development, unless the operator says otherwise",
    ),
    async () => {
      const directBridges: unknown[] = [];
      for (const wish of [
        { environment: "dev" },
        { environment: "prod" },
        { environment: "dev", allowDirectBridges: false },
        { environment: "prod", allowDirectBridges: true },
      ] as const) {
        const registry = await startTestRegistry(wish);
        directBridges.push((await wellKnownOf(registry.url)).policy?.directBridges);
        await registry.close();
      }
      assert.deepEqual(directBridges, [true, false, false, true]);
    },
  );

  it(
    verifies(
      "broker.direct",
      "An endpoint outside the registry is called as long as the registry allows it, and then refused with a message",
    ),
    async () => {
      const home = world.home();
      const agent = new RawAgent(cli, home.folder, ["--url", world.modern.url]);
      await agent.initialize();
      assert.match(JSON.stringify(await agent.call("echo", { text: "before any sign-in" })), /before any sign-in/);
      const tokens = await world.identity.tokens("ada");
      const sign = (directBridges: boolean) =>
        withControl(home, (broker) =>
          broker.request("signIn", { wellKnown: { ...world.wellKnown, policy: { directBridges } }, tokens }),
        );
      await sign(true);
      assert.match(JSON.stringify(await agent.call("echo", { text: "allowed" })), /allowed/);
      await sign(false);
      // Not the registry's health checks, which have no body.
      const sent = () => world.modern.headers.filter((headers) => headers["content-type"] !== undefined).length;
      const before = sent();
      const refused = await agent.call("echo", { text: "refused" });
      assert.equal(objectAt(objectAt(refused, "result"), "_meta")["drawbridge/code"], "not-allowed");
      assert.match(JSON.stringify(refused), /allows no endpoints outside it/);
      const next = new RawAgent(cli, home.folder, ["--url", world.modern.url]);
      await next.initialize();
      assert.match(JSON.stringify(await next.call("echo", { text: "x" })), /allows no endpoints outside it/);
      assert.equal(sent(), before, "nothing was sent");
      await Promise.all([agent.close(), next.close()]);
    },
  );
});
