import assert from "node:assert/strict";
import pg from "pg";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";
import { people, type ReviewWorld, startReviews } from "../../../support/worlds/review-world.ts";

describe("a stored policy that another program changed", () => {
  let world: ReviewWorld;
  beforeEach(async () => {
    world = await startReviews();
    await world.announcePresto();
    await world.approve(1, { security: { "limit.groups": "on", groups: "ads-eng" } });
    assert.deepEqual(await world.toolsOf(people.user), ["look", "figures"]);
  });
  afterEach(() => world.close());

  const sql = async (text: string): Promise<void> => {
    const client = new pg.Client(world.settings.databaseUrl);
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const isClosed = async (): Promise<void> => {
    assert.deepEqual(await world.toolsOf(people.user), []);
    assert.match((await world.explain("look", people.user)).reason, /were changed by something else than the registry/);
    assert.match((await world.edge()).routes[0]?.closed ?? "", /have an auditor run `drawbridge audit verify`/);
    assert.deepEqual((await world.policy()).coarse.groups, []);
  };

  it(verifies("governance.tampered", "A wider policy in the row closes the server"), async () => {
    await sql(
      `update registry.server_policies set policy = jsonb_set(policy, '{coarse,groups}', '["ads-eng", "everybody"]')`,
    );
    await isClosed();
  });

  it(
    verifies("governance.tampered", "Without its rows, the server does not go back to what it announces"),
    async () => {
      await sql("delete from registry.server_policies");
      await isClosed();
    },
  );

  it(verifies("governance.tampered", "An earlier policy that is brought back closes the server"), async () => {
    const operator = await world.visitor(people.operator);
    await operator.post("/reviews/presto/suspend", { why: "It leaks.", after: "1" });
    await sql("delete from registry.server_policies where number = 2");
    await until("the registry reads it again", async () => (await world.edge()).routes[0]?.closed !== undefined);
    await isClosed();
  });

  it(verifies("governance.tampered", "A review that another program wrote approves nothing"), async () => {
    await world.announcePresto([{ name: "spy" }]);
    await world.review("security", 2);
    await sql(
      `insert into registry.server_reviews
         select server, version, 'genai', verdict, jsonb_set(content, '{kind}', '"genai"'), 'gil', reviewer_claim, at, seal
         from registry.server_reviews where version = 2`,
    );
    await world.review("legal-privacy", 2);
    assert.deepEqual(await world.toolsOf(people.user), ["look", "figures"]);
  });
});
