import assert from "node:assert/strict";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { ToolError } from "@drawbridge/framework";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { startRegistry } from "@drawbridge/registry/start";
import { until } from "../../../support/clocks/until.ts";
import { type CuttingForwarder, cuttingForwarder } from "../../../support/fault-ports/cutting-forwarder.ts";
import { freePort } from "../../../support/network/listening.ts";
import { modernCall } from "../../../support/servers/modern-call.ts";
import { newOrders, type Orders, orderServer } from "../../../support/servers/orders.ts";
import { ada } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, startApprovals } from "../../../support/worlds/approvals-world.ts";

describe("approvals over a network that fails", function () {
  this.timeout(60_000);
  let services: Orders;
  let registry: ApprovalsWorld;
  let network: CuttingForwarder;
  let kit: TestKit;
  let word = 0;

  before(async () => {
    services = newOrders();
    const port = await freePort();
    registry = await startApprovals({ url: `http://127.0.0.1:${port}` });
    network = await cuttingForwarder(() => registry.url, port);
    const credential = registryCredential(registry.settings.rootSecret, "orders");
    kit = await startForTest(orderServer(services), {
      registry: { url: network.url, credential },
      settings: { DRAWBRIDGE_POLICY_STALE_SECONDS: "3600" },
    });
  });
  after(async () => {
    await kit.close();
    await network.close();
    await registry.close();
  });
  afterEach(() => {
    network.cut = () => null;
    Object.assign(services, { ...newOrders(), ran: services.ran });
    services.ran.splice(0);
  });

  const call = (what: string, name = "ship_order") => modernCall(kit, ada, { name, args: { what } });
  const as = { sub: "ada", groups: ada.groups };
  const pending = async () => {
    const { approvals } = await registry.list("?state=pending", as);
    assert.equal(approvals.length, 1);
    return approvals[0]?.view.id ?? "";
  };
  const state = async (id: string) => (await registry.approval(id, as)).state;
  /** An approved request that no call has used yet. */
  const approved = async (name = "ship_order") => {
    word += 1;
    const what = `piece ${word}`;
    assert.equal((await call(what, name)).code, "approval-pending");
    const id = await pending();
    await registry.approve(id, as);
    return { what, id };
  };
  const cutting = (step: RegExp, cut: "request" | "answer", times = Number.POSITIVE_INFINITY) => {
    let left = times;
    network.cut = (_, path) => (step.test(path) && left-- > 0 ? cut : null);
  };

  for (const cut of ["request", "answer"] as const) {
    it(verifies("gate.closed", `A call runs nothing where its ask loses the ${cut}`), async () => {
      cutting(/approvals$/, cut);
      const { code, text } = await call(`unasked ${cut}`);
      assert.equal(code, "approvals-unavailable");
      assert.match(text, /^not run: Ship unasked .* the registry does not answer\. Nothing was run\. next: Try again/);
      assert.deepEqual(services.ran, []);
      network.cut = () => null;
      if (cut === "answer")
        await registry.decide([{ ...(await shown(await pending())), decision: "reject", reason: "x" }], as);
    });

    it(
      verifies("gate.closed", `A call runs nothing where every attempt to spend its grant loses the ${cut}`),
      async () => {
        const { what, id } = await approved();
        cutting(/consume$/, cut);
        assert.equal((await call(what)).code, "approvals-unavailable");
        assert.deepEqual(services.ran, []);
        network.cut = () => null;
        const again = await call(what);
        if (cut === "request") {
          assert.deepEqual([services.ran, await state(id)], [[what], "succeeded"]);
        } else {
          assert.equal(again.code, "approval-pending"); // The grant is spent, so the call asks again.
          assert.deepEqual([services.ran, await state(id)], [[], "consumed"]);
          await registry.decide([{ ...(await shown(await pending())), decision: "reject", reason: "x" }], as);
        }
      },
    );

    it(
      verifies("gate.once", `A grant is spent once, and its call runs once, where the first spending loses the ${cut}`),
      async () => {
        const { what, id } = await approved();
        cutting(/consume$/, cut, 1);
        assert.equal((await call(what)).code, undefined);
        assert.deepEqual([services.ran, await state(id)], [[what], "succeeded"]);
      },
    );

    it(
      verifies("gate.asked-again", `A call asks, notes and runs once where each question loses the ${cut} at first`),
      async () => {
        const steps = [/approvals$/, /consume$/, /handle$/, /outcome$/];
        const cutOnce = (): void => {
          const left = new Set(steps);
          network.cut = (_, path) => {
            const step = [...left].find((each) => each.test(path));
            return step !== undefined && left.delete(step) ? cut : null;
          };
        };
        cutOnce();
        const { what, id } = await approved("ship_order_tracked");
        cutOnce();
        const { code, text } = await call(what, "ship_order_tracked");
        assert.equal(code, undefined, text);
        assert.deepEqual(services.ran, [what]);
        await until("the outcome is known", async () => (await state(id)) === "succeeded");
      },
    );

    it(
      verifies(
        "gate.outcome",
        `An outcome whose report lost the ${cut} reaches the registry when the registry answers again`,
      ),
      async () => {
        const { what, id } = await approved();
        cutting(/outcome$/, cut, 4);
        assert.equal((await call(what)).code, undefined);
        await until("the outcome is known", async () => (await state(id)) === "succeeded");
        assert.deepEqual(services.ran, [what]);
      },
    );
  }

  const shown = async (id: string) => ({ id, shown: (await registry.approval(id, as)).shown });

  it(
    verifies("gate.closed", "A run does not begin where it must be found again and its handle cannot be noted"),
    async () => {
      const { what, id } = await approved("ship_order_tracked");
      cutting(/handle$/, "request");
      assert.equal((await call(what, "ship_order_tracked")).code, "approvals-unavailable");
      assert.deepEqual([services.ran, await state(id)], [[], "outcome-unknown"]);
    },
  );

  it(
    verifies(
      "gate.closed",
      "The gate stays closed, and the grant unspent, where the registry's keys cannot be fetched",
    ),
    async () => {
      const { what, id } = await approved();
      const fresh = await startForTest(orderServer(services), {
        registry: { url: network.url, credential: registryCredential(registry.settings.rootSecret, "orders") },
      });
      try {
        cutting(/approvals\/keys$/, "request");
        const { code } = await modernCall(fresh, ada, { name: "ship_order", args: { what } });
        assert.equal(code, "approvals-unavailable");
        assert.deepEqual([services.ran, await state(id)], [[], "approved"]);
      } finally {
        await fresh.close();
      }
      assert.equal((await call(what)).code, undefined);
    },
  );

  it(verifies("gate.outcome", "A failed run is reported as failed, and a stopped run as unknown"), async () => {
    const failing = await approved();
    services.during = async () => {
      throw new ToolError("too-cold", "too cold", "Heat it.");
    };
    assert.equal((await call(failing.what)).code, "too-cold");
    assert.equal(await state(failing.id), "failed");
    const { run } = await registry.approval(failing.id, as);
    assert.equal(run?.failure, "too cold");

    const stopped = await approved("ship_order_quickly");
    services.during = async (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    assert.equal((await call(stopped.what, "ship_order_quickly")).code, "timed-out");
    await until("the registry has the outcome", async () => (await state(stopped.id)) === "outcome-unknown");
    const repeated = await call(stopped.what, "ship_order_quickly");
    assert.equal(repeated.code, "outcome-unknown");
    assert.match(repeated.text, /no record says how it ended\. Nothing was run by this call: it could happen twice/);
  });

  it(
    verifies("gate.run-report", "People who may see a request read nothing of an error that the tool did not foresee"),
    async () => {
      const { what, id } = await approved();
      services.during = async () => {
        throw new Error("duplicate key (email)=(ada@example.com)");
      };
      await call(what);
      await until("the registry has the outcome", async () => (await state(id)) === "outcome-unknown");
      const { run } = await registry.approval(id, as);
      assert.match(run?.failure ?? "", /fault of its own/);
      assert.doesNotMatch(JSON.stringify(run), /email|example/);
    },
  );

  it(verifies("gate.settled", "A stopped run is reported as it ended, where its engine knows"), async () => {
    const { what, id } = await approved("ship_order_tracked");
    services.settled = "succeeded";
    services.during = async (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    assert.equal((await call(what, "ship_order_tracked")).code, "timed-out");
    await until("the registry has the outcome", async () => (await state(id)) === "succeeded");
  });

  it(
    verifies("gate.closed", "A restart of the registry between the steps loses nothing, and nothing runs twice"),
    async () => {
      const restarts: string[] = [];
      let part = registry.part;
      const restart = async (between: string) => {
        await part.close();
        restarts.push(between);
        part = await startRegistry(registry.settings);
      };
      try {
        const what = "the piece that lasts";
        assert.equal((await call(what)).code, "approval-pending");
        await restart("ask and decision");
        const id = await pending();
        await registry.approve(id, as);
        await restart("decision and consumption");
        services.during = async () => restart("consumption and outcome");
        assert.equal((await call(what)).code, undefined);
        await until("the outcome is known", async () => (await state(id)) === "succeeded");
        assert.deepEqual([services.ran, restarts.length], [[what], 3]);
      } finally {
        await part.close();
      }
    },
  );
});
