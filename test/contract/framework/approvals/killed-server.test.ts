import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { identityHeadersOf } from "@drawbridge/contracts/identity-headers";
import { edgeProof, partSecretVariables, registryCredential } from "@drawbridge/contracts/part-secret";
import type { TestKit } from "@drawbridge/framework/testing";
import { startForTest } from "@drawbridge/framework/testing";
import { until } from "../../../support/clocks/until.ts";
import { freePort } from "../../../support/network/listening.ts";
import { modernCall } from "../../../support/servers/modern-call.ts";
import { newOrders, orderServer } from "../../../support/servers/orders.ts";
import { ada } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, startApprovals } from "../../../support/worlds/approvals-world.ts";

const main = fileURLToPath(new URL("../../../support/servers/orders-main.ts", import.meta.url));

describe("a server that is killed between spending a grant and reporting the outcome", function () {
  this.timeout(60_000);
  let registry: ApprovalsWorld;
  let child: ChildProcess | undefined;
  before(async () => {
    registry = await startApprovals();
  });
  after(async () => {
    child?.kill("SIGKILL");
    await registry.close();
  });

  const as = { sub: "ada", groups: ada.groups };
  const state = async (id: string) => (await registry.approval(id, as)).state;

  /** Approves a call of the process, waits until it runs, and kills it. */
  async function killWhileRunning(tool: string, what: string): Promise<string> {
    const port = await freePort();
    const { rootSecret } = registry.settings;
    child = spawn(process.execPath, [main], {
      stdio: "ignore",
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DRAWBRIDGE_REGISTRY_URL: registry.url,
        [partSecretVariables.registryCredential]: registryCredential(rootSecret, "orders"),
        [partSecretVariables.edgeProof]: edgeProof(rootSecret, "orders"),
        // The next process accounts for the call once the registry has forgotten this one.
        ...{ DRAWBRIDGE_POLICY_REFRESH_SECONDS: "1", DRAWBRIDGE_LEASE_SECONDS: "3" },
      },
    });
    const url = `http://127.0.0.1:${port}`;
    const ready = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until("the server serves", ready, 30_000);
    const headers = () => ({
      ...identityHeadersOf({ user: "ada", groups: ada.groups, surface: "local" }),
      [identityHeaders.proof]: edgeProof(rootSecret, "orders"),
    });
    const call = () => modernCall({ url, headers }, ada, { name: tool, args: { what } });
    assert.equal((await call()).code, "approval-pending");
    const { approvals } = await registry.list("?state=pending", as);
    const id = approvals[0]?.view.id ?? "";
    await registry.approve(id, as);
    call().catch(() => {});
    await until("it runs", async () => (await state(id)) === "consumed");
    if (tool === "ship_order_tracked") {
      const credential = registryCredential(rootSecret, "orders");
      const at = `${registry.url}/internal/v1/servers/orders/approvals/${id}`;
      const noted = async () =>
        /batch-/.test(await (await fetch(at, { headers: { authorization: `Bearer ${credential}` } })).text());
      await until("it is noted", noted);
    }
    child.kill("SIGKILL");
    await once(child, "exit");
    return id;
  }

  const startAgain = (services = newOrders()): Promise<TestKit> =>
    startForTest(orderServer(services), {
      registry: { url: registry.url, credential: registryCredential(registry.settings.rootSecret, "orders") },
    });

  it(
    verifies(
      "gate.outcome-unknown",
      "The outcome of a killed server's call is unknown, and a repeat is refused until a person says how it ended",
    ),
    async () => {
      const id = await killWhileRunning("ship_order", "chairs");
      const services = newOrders();
      const kit = await startAgain(services);
      try {
        await until("the new process says that it does not know", async () => (await state(id)) === "outcome-unknown");
        const repeated = await modernCall(kit, ada, { name: "ship_order", args: { what: "chairs" } });
        assert.equal(repeated.code, "outcome-unknown");
        assert.match(
          repeated.text,
          new RegExp(`${id}.*Nothing was run by this call: it could happen twice.*${registry.url}`),
        );
        assert.deepEqual(services.ran, []);
        const resolved = await registry.asApprover(
          `/${id}/resolution`,
          { method: "POST", body: JSON.stringify({ outcome: "failed", reason: "the truck was full" }) },
          as,
        );
        assert.equal(resolved.ok, true);
        assert.equal(
          (await modernCall(kit, ada, { name: "ship_order", args: { what: "chairs" } })).code,
          "approval-pending",
        );
      } finally {
        await kit.close();
      }
    },
  );

  it(
    verifies("gate.settled", "The next process of a killed server accounts for the call, where the engine knows"),
    async () => {
      const id = await killWhileRunning("ship_order_tracked", "lamps");
      const kit = await startAgain({ ...newOrders(), settled: "succeeded" });
      try {
        await until("the new process tells it", async () => (await state(id)) === "succeeded");
      } finally {
        await kit.close();
      }
    },
  );
});
