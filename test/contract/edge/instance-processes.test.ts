import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Refusal } from "@drawbridge/contracts/access";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { startWorld, type World } from "../../support/edge-suite/world.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const Instances = z.object({ instances: z.array(z.object({ url: z.string() })) });

describe("two processes of one server", function () {
  this.timeout(60_000);
  let world: World;
  let token: string;
  const children: ChildProcess[] = [];
  before(async () => {
    world = await startWorld(startEdge);
    token = await world.issuer.mint();
    children.push(start(), start());
    await until("both are announced", async () => (await announced()) === 2, 40_000);
    await until("the edge knows both", async () => (await edgeInstances()) === 2);
  });
  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await world.close();
  });

  const start = (): ChildProcess =>
    spawn(process.execPath, [`${repository}test/support/servers/workshop-main.ts`], {
      env: {
        PATH: process.env.PATH,
        ...{ PORT: "0", DRAWBRIDGE_LOG_LEVEL: "fatal", DRAWBRIDGE_LEASE_SECONDS: "2" },
        ...{ DRAWBRIDGE_POLICY_REFRESH_SECONDS: "0.5", DRAWBRIDGE_REGISTRY_URL: world.registryUrl },
        DRAWBRIDGE_REGISTRY_CREDENTIAL: registryCredential(world.rootSecret, "workshop"),
        DRAWBRIDGE_EDGE_PROOF: edgeProof(world.rootSecret, "workshop"),
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
  const announced = async (): Promise<number> => {
    const authorization = `Bearer ${registryCredential(world.rootSecret, "workshop")}`;
    const answer = await fetch(`${world.registryUrl}/internal/v1/servers/workshop/instances`, {
      headers: { authorization },
    });
    return Instances.parse(await answer.json()).instances.length;
  };
  /** The number of instances that the edge knows of. */
  const edgeInstances = async (): Promise<number> => {
    const metrics = await (await fetch(`${world.edgeUrl}/metrics`)).text();
    return Number(/^drawbridge_edge_instances\{server="workshop"\} (\d+)$/m.exec(metrics)?.[1]);
  };
  const call = () =>
    world.call("workshop", token, {
      method: "POST",
      headers: [
        ...["Content-Type", "application/json", "Accept", "application/json, text/event-stream"],
        ...["MCP-Protocol-Version", "2025-11-25"],
      ],
      body: JSON.stringify({
        ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
        params: { name: "list_numbers", arguments: { count: 1 } },
      }),
    });

  it(
    verifies(
      "instances.killed",
      "One is killed while four callers call: what did not run is no error, and seconds later it is forgotten",
    ),
    async () => {
      const answers: { status: number; body: string }[] = [];
      let killed = false;
      let over = false;
      const caller = async (): Promise<void> => {
        while (!over) {
          const answer = await call();
          if (killed) answers.push(answer);
        }
      };
      const callers = Array.from({ length: 4 }, caller);
      const [victim] = children;
      killed = true;
      victim?.kill("SIGKILL");
      await until("it is forgotten", async () => (await announced()) === 1);
      await until("many calls were answered", () => answers.length > 100, 30_000);
      over = true;
      await Promise.all(callers);
      const failed = answers.filter(({ status }) => status !== 200);
      assert.ok(failed.length <= callers.length, `${failed.length} of ${answers.length} failed`);
      for (const { body } of failed) assert.equal(Refusal.parse(JSON.parse(body)).error, "upstream-lost", body);
    },
  );

  it(
    verifies("instances.rolled", "Each is replaced in turn by SIGTERM while four callers call, and no call fails"),
    async () => {
      const statuses: number[] = [];
      let over = false;
      const callers = Array.from({ length: 4 }, async () => {
        while (!over) statuses.push((await call()).status);
      });
      for (const old of children.slice(1)) {
        children.push(start());
        await until("the next one is announced", async () => (await announced()) === 2, 40_000);
        old.kill("SIGTERM");
        await once(old, "exit");
        assert.equal(await announced(), 1, "it gave its lease back");
      }
      over = true;
      await Promise.all(callers);
      assert.deepEqual(
        statuses.filter((status) => status !== 200),
        [],
      );
    },
  );
});
