import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type ApprovalTicket, ConsumeRefusal } from "@drawbridge/contracts/approvals";
import { AuditEvent } from "@drawbridge/contracts/audit";
import pg from "pg";
import { insertApprovals } from "../../support/approvals/bulk-insert.ts";
import { RegistryProcess } from "../../support/registry/registry-process.ts";
import { verifies } from "../../support/verifies.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../../support/worlds/approvals-world.ts";

const grants = 1000;
/** Asks, and consumptions, at a time. */
const together = 50;

/** Runs `act` on each item, at most `together` at a time. */
async function inTurns<Item>(items: readonly Item[], act: (item: Item, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) await act(item, index);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
}

describe("a registry that is killed", function () {
  this.timeout(240_000);
  let world: ApprovalsWorld;
  let registry: RegistryProcess;
  before(async () => {
    world = await startApprovals();
    await world.part.close();
    registry = new RegistryProcess(world.settings);
    await registry.start();
  });
  after(async () => {
    await registry.kill();
    await world.close();
  });

  it(verifies("approvals.restart", "A registry killed in any phase loses nothing and repeats nothing"), async () => {
    const again = async () => {
      await registry.kill();
      await registry.start();
    };
    const ask = askOf({ user: "ada" });
    const { id } = await world.ask(ask);
    await again();
    assert.deepEqual([(await world.ask(ask)).id, (await world.ticket(id)).state], [id, "pending"]);
    await world.approve(id);
    await again();
    const approved = await world.ticket(id);
    assert.equal(approved.state, "approved");
    assert.ok(typeof (await world.consume(approved, "call")) !== "string");
    await again();
    assert.equal(await world.consume(approved, "another call"), "used");
    assert.equal((await world.ticket(id)).state, "consumed");
    assert.equal((await world.post(id, "outcome", { outcome: "succeeded" })).status, 200);
    await again();
    assert.equal((await world.ticket(id)).state, "succeeded");
  });

  it(
    verifies(
      "approvals.spent-once",
      "A registry that is killed three times spends each of a thousand grants once, with two calls for each",
    ),
    async () => {
      const { id } = await world.ask();
      const { view } = await world.approval(id);
      const ids = await insertApprovals(world.settings, view, grants, "approved");
      const tickets: ApprovalTicket[] = [];
      await inTurns(ids, async (each) => {
        tickets.push(await world.ticket(each));
      });
      assert.ok(tickets.every(({ grant }) => grant !== null));

      let answered = 0;
      let lost = 0;
      let over = false;
      const deadline = new Date(Date.now() + 600_000).toISOString();
      /** Whether this call got the grant. It asks again by the same call name until an answer comes. */
      const consume = async ({ id, grant }: ApprovalTicket): Promise<boolean> => {
        const body = { grant, deadline, call: randomUUID() };
        while (!over) {
          const response = await world.post(id, "consume", body).catch(() => null);
          const text = await response?.text().catch(() => null);
          if (response?.status === 200 && typeof text === "string") return true;
          if (response?.status === 409 && typeof text === "string") {
            assert.equal(ConsumeRefusal.parse(JSON.parse(text)).error, "used");
            return false;
          }
          lost += 1;
          await sleep(50);
        }
        throw new Error("Another consumption failed.");
      };
      const killing = (async () => {
        for (const share of [0.2, 0.5, 0.8]) {
          while (answered < 2 * grants * share && !over) await sleep(5);
          await registry.kill();
          await registry.start();
        }
      })();
      const got = new Map<string, number>();
      const began = performance.now();
      await inTurns(
        tickets.flatMap((ticket) => [ticket, ticket]),
        async (ticket) => {
          if (await consume(ticket)) got.set(ticket.id, (got.get(ticket.id) ?? 0) + 1);
          answered += 1;
        },
      ).finally(() => {
        over = true;
      });
      const elapsedMs = performance.now() - began;
      await killing;

      assert.deepEqual([got.size, new Set(got.values())], [grants, new Set([1])]);
      assert.ok(lost > 0, "the kills were felt");
      const client = new pg.Client(world.settings.databaseUrl);
      await client.connect();
      const { rows } = await client.query("select text from registry.audit order by seq");
      const { rows: states } = await client.query(
        "select state, count(*)::int from registry.approvals where id like 'bulk-%' group by state",
      );
      await client.end();
      const spent = rows
        .map(({ text }) => AuditEvent.parse(JSON.parse(text)))
        .filter(({ kind }) => kind === "consumed");
      const audited = spent.map(({ body }) => body.request).filter((each) => got.has(String(each)));
      assert.deepEqual([audited.length, new Set(audited).size], [grants, grants]);
      assert.deepEqual(states, [{ state: "consumed", count: grants }]);
      console.log(
        `      ${2 * grants} consumptions of ${grants} grants in ${(elapsedMs / 1000).toFixed(1)} s, ${lost} answers lost to 3 kills`,
      );
    },
  );
});
