import assert from "node:assert/strict";
import { z } from "zod";
import { sharedPresto } from "../../support/engines/presto-engine.ts";
import { brokerKilled, type Event, killsOf, rollsOf } from "../../support/fleet/events.ts";
import { type Fleet, startFleet } from "../../support/fleet/fleet.ts";
import type { HostedProcess } from "../../support/fleet/hosted-process.ts";
import { killRun } from "../../support/fleet/kill-run.ts";
import { prestoWork } from "../../support/fleet/presto-work.ts";
import { faultsIn, noFaults, type Verdicts } from "../../support/fleet/verdicts.ts";
import { modernCall } from "../../support/servers/modern-call.ts";
import { verifies } from "../../support/verifies.ts";

const Page = z.object({ query_id: z.string(), rows: z.array(z.array(z.unknown())) });

describe("two Presto servers before one Presto, and two of each other part, killed and rolled under load", function () {
  this.timeout(400_000);
  let fleet: Fleet;
  before(async function () {
    fleet = await startFleet(await prestoWork(await sharedPresto(this)));
  });
  after(() => fleet?.close());

  const run = async (events: readonly Event[]): Promise<Verdicts> => {
    const verdicts = await killRun(fleet, events, () => {});
    assert.deepEqual(faultsIn(verdicts), noFaults);
    assert.ok(verdicts.writes > 10, String(verdicts.writes));
    return verdicts;
  };

  it(
    verifies(
      "instances.held",
      "A query's handle works at the other Presto server, for its user alone, and is one clear error when its holder is dead",
    ),
    async () => {
      const [holder, other] = fleet.servers;
      assert.ok(holder && other);
      const call = (at: HostedProcess, user: string, name: string, args: Record<string, unknown>) =>
        modernCall(
          { url: `http://127.0.0.1:${at.port}`, headers: () => fleet.edgeHeaders(user) },
          { user },
          { name, args },
        );
      const held = async () => {
        const { result } = await call(holder, "ada", "query", { sql: "SELECT partkey, name FROM part LIMIT 300" });
        return Page.parse(result.structuredContent);
      };
      const { query_id, rows } = await held();
      const page = await call(other, "ada", "query_result", { query_id, offset: 10 });
      assert.deepEqual(Page.parse(page.result.structuredContent).rows.slice(0, 20), rows.slice(10, 30));
      assert.equal((await call(other, "ines", "query_result", { query_id })).code, "unknown-query");
      await call(other, "ada", "cancel_query", { query_id });
      assert.equal((await call(holder, "ada", "query_result", { query_id })).code, "unknown-query");

      const lost = await held();
      await holder.end("SIGKILL");
      const { code, text } = await call(other, "ada", "query_result", { query_id: lost.query_id });
      assert.equal(code, "unknown-query");
      assert.match(text, /belongs to another instance of the server, which has ended.*Run it again with query/);
      await holder.start();
      for (const at of [holder, other])
        assert.equal((await call(at, "ada", "query_result", { query_id: lost.query_id })).code, "unknown-query");
    },
  );

  it(verifies("stack.rolling", "Before a real Presto, a part that is rolled costs no call an error"), async () => {
    assert.equal((await run(rollsOf(fleet, [1]))).errors, 0);
  });

  it(
    verifies(
      "stack.killed",
      "Before a real Presto, a killed part loses no call, runs none twice, and each answer is true",
    ),
    async () => {
      await run([...killsOf(fleet, [2]), brokerKilled(fleet)]);
    },
  );
});
