import assert from "node:assert/strict";
import { ApprovalTickets } from "@drawbridge/contracts/approvals";
import { until } from "../../../support/clocks/until.ts";
import { manifestOf } from "../../../support/servers/manifest.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, inAMinute, startApprovals } from "../../../support/worlds/approvals-world.ts";

describe("runs that an instance must account for", () => {
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals();
  });
  after(() => world.close());

  const announce = async (id: string): Promise<void> => {
    const instance = { id, leaseSeconds: 1 };
    const body = JSON.stringify({ manifest: manifestOf("presto"), url: "http://127.0.0.1:9/mcp", instance });
    assert.equal((await world.asPart("presto", "/servers/presto", { method: "PUT", body })).status, 204);
  };
  /** A request that this instance runs. */
  const runAt = async (instance?: string): Promise<string> => {
    const { id } = await world.ask();
    await world.approve(id);
    const { grant } = await world.ticket(id);
    const consume = { grant: grant ?? "", deadline: inAMinute(), call: "a-call", instance };
    assert.equal((await world.post(id, "consume", consume)).status, 200);
    return id;
  };
  const unaccounted = async (): Promise<readonly string[]> => {
    const answer = await world.asPart("presto", "/servers/presto/approvals?state=consumed");
    return ApprovalTickets.parse(await answer.json()).tickets.map(({ id }) => id);
  };

  it(
    verifies("instances.accounting", "The runs of an instance are handed out once its lease is over, and never before"),
    async () => {
      await announce("runs");
      const run = await runAt("runs");
      const older = await runAt();
      await announce("runs");
      assert.deepEqual(await unaccounted(), [older], "a run without an instance is from an older server");
      await until("its lease is over", async () => (await unaccounted()).includes(run));
      await announce("runs");
      assert.deepEqual(await unaccounted(), [older], "it was only late, and lives");
      await world.asPart("presto", "/servers/presto/instances/runs", { method: "DELETE" });
      assert.deepEqual(new Set(await unaccounted()), new Set([older, run]));
    },
  );
});
