import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Refusal } from "@drawbridge/contracts/access";
import { clientHeader } from "@drawbridge/contracts/client-release";
import { isAlive } from "@drawbridge/contracts/file-lock";
import type { OldestServed } from "@drawbridge/contracts/registry";
import { oldestServed, type RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import type { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { objectAt } from "../../../proxy/kernel/json.ts";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { until } from "../../support/clocks/until.ts";
import { TestEditor } from "../../support/people/paired-editor.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, type UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

const later = { broker: "9.1.0", extension: "9.0.0" };

/** What registry and edge answer to a broker of ada's that says this release: the status, and the rule that refuses. */
async function answersTo({ identity, wellKnown, modern }: UpstreamWorld, release: string | null) {
  const authorization = `Bearer ${await identity.accessToken("ada")}`;
  const headers = { authorization, ...(release !== null && { [clientHeader]: release }) };
  const sent = modern.headers.length;
  const answers = [
    await fetch(`${wellKnown.api}/me/servers`, { headers }),
    await fetch(`${wellKnown.edge}/mcp/modern`, { method: "POST", headers, body: "{}" }),
  ];
  for (const passed of modern.headers.slice(sent)) assert.equal(passed[clientHeader], undefined);
  return Promise.all(
    answers.map(async (answer) => {
      if (answer.status !== 403) return "served";
      const { error, message, policy } = Refusal.parse(await answer.json());
      assert.match(message, /serves only 9\.1\.0 and later\. Nothing ran\. Update the Drawbridge extension/);
      return `${error} ${policy}`;
    }),
  );
}

/** The broker reads its list, as it does twice a minute, and then knows what the registry serves. No token is new. */
async function learnsFromItsList(broker: BrokerClient, oldest: OldestServed): Promise<void> {
  const { accessUntil } = await broker.request("status");
  await until("its list has told the broker", async () => {
    await broker.request("servers");
    return isDeepStrictEqual((await broker.request("status")).oldest, oldest);
  });
  assert.equal((await broker.request("status")).accessUntil, accessUntil);
}

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
      assert.deepEqual(await answersTo(world, null), ["served", "served"]);
      const { settings, part } = world.registry;
      const restart = async (running: typeof part, more: Partial<RegistrySettings>): Promise<typeof part> => {
        await running.close();
        return startRegistry({ ...settings, ...more });
      };
      // The broker is served, and hears for its editors that they are not.
      const laterEditors = { ...oldestServed, extension: later.extension };
      const ofEditors = await restart(part, { oldest: laterEditors });
      await withControl(home, (broker) => learnsFromItsList(broker, laterEditors));
      assert.match(await call(), /hello/);
      const strict = await restart(ofEditors, { oldest: later });
      // Until it learns of it, the edge refuses what it sends.
      await until("the edge refuses it", async () => (await call()).includes("9.1.0"), 30_000);
      assert.match(
        await call(),
        /serves only 9\.1\.0 and later\. Nothing ran\. Update.*"drawbridge\/code":"bad-request"/,
      );
      const refusals = ["not-allowed oldest-release", "not-allowed oldest-release"];
      // Release 0.1.0 said no version.
      for (const release of [null, "broker/0.1.0", "broker/9.0.9"])
        assert.deepEqual(await answersTo(world, release), refusals);
      assert.deepEqual(await answersTo(world, "broker/9.1.0"), ["served", "served"]);
      await assert.rejects(TestEditor.begun(world.wellKnown.registry), /serves only 9\.0\.0 and later/);
      await withControl(home, (broker) => learnsFromItsList(broker, later));
      // It learns of it also at its start.
      const { pid } = await withControl(home, (broker) => broker.request("status"));
      await withControl(home, (broker) => broker.request("shutdown"));
      await until("the broker has ended", () => !isAlive(pid));
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
