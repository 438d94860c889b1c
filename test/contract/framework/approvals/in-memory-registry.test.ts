/** The same cases on the real registry and on the one of `framework/testing`, so that the second cannot hide a rule. */
import assert from "node:assert/strict";
import type { ApprovalView } from "@drawbridge/contracts/approvals";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import type { RegistryAccess } from "@drawbridge/contracts/registry-api/part-client";
import { startForTest, startInMemoryRegistry, type TestKit } from "@drawbridge/framework/testing";
import { toolAnswer } from "../../../support/servers/gated-server.ts";
import { newOrders, type Orders, orderServer } from "../../../support/servers/orders.ts";
import { ada, finn } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";
import { startApprovals } from "../../../support/worlds/approvals-world.ts";

type Decider = typeof ada;

interface DecidingRegistry {
  readonly access: RegistryAccess;
  pending(by: Decider): Promise<readonly ApprovalView[]>;
  /** Rejects where the registry refuses the decision. */
  approve(id: string, by: Decider): Promise<void>;
  reject(id: string, by: Decider, reason: string): Promise<void>;
  stateOf(id: string): Promise<string>;
  close(): Promise<void>;
}

const ines = { user: "ines", groups: ["infra", "owners"] };

async function realRegistry(): Promise<DecidingRegistry> {
  const world = await startApprovals();
  const claims = ({ user, groups }: Decider) => ({ sub: user, groups });
  return {
    access: { url: world.url, credential: registryCredential(world.settings.rootSecret, "orders") },
    pending: async (by) => (await world.list("?state=pending", claims(by))).approvals.map(({ view }) => view),
    async approve(id, by) {
      const result = await world.approve(id, claims(by));
      if (!result.ok) throw new Error(result.message);
    },
    async reject(id, by, reason) {
      const { shown } = await world.approval(id, claims(by));
      const [result] = await world.decide([{ id, shown, decision: "reject", reason }], claims(by));
      if (result?.ok !== true) throw new Error(result?.message);
    },
    stateOf: async (id) => (await world.approval(id, claims(ada))).state,
    close: world.close,
  };
}

async function inMemoryRegistry(): Promise<DecidingRegistry> {
  const registry = await startInMemoryRegistry();
  return {
    access: registry,
    pending: async () => registry.pending(),
    approve: registry.approve,
    reject: registry.reject,
    stateOf: async (id) => registry.stateOf(id),
    close: registry.close,
  };
}

for (const [name, open] of [
  ["the real registry", realRegistry],
  ["the in-memory registry", inMemoryRegistry],
] as const) {
  describe(`approvals by ${name}`, function () {
    this.timeout(60_000);
    let services: Orders;
    let registry: DecidingRegistry;
    let kit: TestKit;
    let number = 0;
    let what = "";
    before(async () => {
      services = newOrders();
      registry = await open();
      kit = await startForTest(orderServer(services), { registry: registry.access });
    });
    after(async () => {
      await kit.close();
      await registry.close();
    });
    beforeEach(() => {
      services.ran.splice(0);
      Object.assign(services, { ...newOrders(), ran: services.ran });
      number += 1;
      what = `order ${number}`;
    });

    const call = async (by: Decider = ada) => toolAnswer(await kit.connect(by), "ship_order", { what });
    /** The request of this test's call, as a person sees it. */
    const request = async (by: Decider = ada): Promise<ApprovalView> => {
      const found = (await registry.pending(by)).filter(({ plan }) => plan.summary === `Ship ${what}`);
      assert.equal(found.length, 1);
      const [view] = found;
      assert.ok(view);
      return view;
    };
    const promised = (sentence: string) => verifies("framework.in-memory-registry", `With ${name}, ${sentence}`);

    it(promised("a call runs only after its approval, once, and the next equal call asks again"), async () => {
      assert.equal((await call()).code, "approval-pending");
      assert.equal((await call()).code, "approval-pending");
      const { id } = await request();
      assert.deepEqual([services.ran, await registry.stateOf(id)], [[], "pending"]);
      await registry.approve(id, ada);
      assert.equal((await call()).isError, false);
      assert.deepEqual([services.ran, await registry.stateOf(id)], [[what], "succeeded"]);
      assert.equal((await call()).code, "approval-pending");
      assert.deepEqual(services.ran, [what]);
      assert.notEqual((await request()).id, id);
    });

    it(promised("a person sees who calls which tool, the plan and all arguments"), async () => {
      await call();
      const view = await request();
      assert.deepEqual(
        [view.user, view.server, view.serverTitle, view.tool, view.toolTitle, view.need, view.approvers],
        ["ada", "orders", "Orders", "ship_order", "Ship", "caller", []],
      );
      assert.deepEqual(JSON.parse(view.plan.text?.content ?? ""), { what, weight: 1000 });
    });

    it(promised("a rejected call runs nothing, and learns the reason"), async () => {
      const client = await kit.connect({
        ...ada,
        elicitation: { url: {} },
        answer: async () => {
          await registry.reject((await request()).id, ada, "too late");
          return { action: "accept" };
        },
      });
      const { code, text } = await toolAnswer(client, "ship_order", { what });
      assert.equal(code, "approval-rejected");
      assert.match(text, /ada rejected it.*"too late"/);
      assert.deepEqual(services.ran, []);
    });

    it(promised("no other user approves a call that its caller must approve"), async () => {
      await call();
      const { id } = await request();
      await assert.rejects(registry.approve(id, finn));
      assert.equal(await registry.stateOf(id), "pending");
    });

    it(promised("only another person of the approver groups approves what needs a second person"), async () => {
      services.need = "second-person";
      await call();
      const { id, approvers } = await request(ines);
      assert.deepEqual(approvers, ["owners"]);
      await assert.rejects(registry.approve(id, ada));
      await assert.rejects(registry.approve(id, finn));
      assert.equal((await call()).code, "approval-pending");
      await registry.approve(id, ines);
      assert.equal((await call()).isError, false);
    });

    it(promised("a request is decided once"), async () => {
      await call();
      const { id } = await request();
      await registry.approve(id, ada);
      await assert.rejects(registry.approve(id, ada));
      await assert.rejects(registry.reject(id, ada, "no"));
      assert.equal(await registry.stateOf(id), "approved");
    });

    it(promised("one approval runs one of many equal calls at the same time"), async () => {
      await call();
      await registry.approve((await request()).id, ada);
      const answers = await Promise.all(Array.from({ length: 4 }, () => call()));
      assert.equal(answers.filter(({ isError }) => !isError).length, 1);
      assert.deepEqual(services.ran, [what]);
    });

    it(promised("an approval of a plan that has changed since runs nothing"), async () => {
      await call();
      const { id } = await request();
      await registry.approve(id, ada);
      services.plan = { objects: ["another object"] };
      assert.equal((await call()).code, "plan-changed");
      assert.deepEqual([services.ran, await registry.stateOf(id)], [[], "void"]);
    });

    it(promised("an approval by the caller is not enough once the plan needs a second person"), async () => {
      await call();
      const { id } = await request();
      await registry.approve(id, ada);
      services.need = "second-person";
      assert.equal((await call()).isError, true);
      assert.deepEqual([services.ran, await registry.stateOf(id)], [[], "void"]);
    });

    it(promised("a run that fails has spent its approval"), async () => {
      await call();
      const { id } = await request();
      await registry.approve(id, ada);
      services.during = async () => {
        throw new Error("no truck");
      };
      assert.equal((await call()).isError, true);
      assert.equal(await registry.stateOf(id), "outcome-unknown");
      assert.equal((await call()).isError, true);
      assert.deepEqual(services.ran, [what]);
    });

    it(promised("no caller without the server's credential asks for anything"), async () => {
      const { url } = registry.access;
      const headers = { authorization: "Bearer another" };
      assert.equal((await fetch(`${url}/internal/v1/servers/orders/policy`, { headers })).status, 403);
    });
  });
}
