import assert from "node:assert/strict";
import { verifies } from "../../../support/verifies.ts";
import { people, type ReviewWorld, startReviews } from "../../../support/worlds/review-world.ts";

describe("reviews and announcements at once", () => {
  let world: ReviewWorld;
  before(async () => {
    world = await startReviews();
    await world.announcePresto();
  });
  after(() => world.close());

  it(verifies("governance.races", "Three reviews that are sent at once approve the version once"), async () => {
    const kinds = ["security", "legal-privacy", "genai"] as const;
    await Promise.all(kinds.map((kind) => world.visitor(people[kind])));
    const sent = await Promise.all(kinds.map((kind) => world.review(kind, 1)));
    assert.deepEqual(
      sent.map(({ status }) => status),
      [303, 303, 303],
    );
    const { html } = await (await world.visitor(people.security)).ask("/reviews/presto");
    assert.equal(html.match(/Policy \d+, of version/g)?.length, 1);
  });

  it(
    verifies("governance.races", "A server that announces changes while it is approved gets only what was approved"),
    async () => {
      await world.announcePresto([{ name: "spy", description: "First." }]);
      await world.review("security", 2);
      await world.review("legal-privacy", 2);
      await Promise.all([
        world.review("genai", 2),
        ...["Second.", "Third.", "Fourth."].map((description) => world.announcePresto([{ name: "spy", description }])),
      ]);
      assert.deepEqual(await world.toolsOf(people.user), ["look", "figures"], "the instance has another spy");
      await world.announcePresto([{ name: "spy", description: "First." }]);
      assert.deepEqual(await world.toolsOf(people.user), ["look", "figures", "spy"]);
    },
  );

  it(
    verifies("governance.races", "Of two operators who act at once, one learns that the other was first"),
    async () => {
      const [one, other] = [
        await world.visitor(people.operator),
        await world.visitor({ sub: "otto", groups: ["infra"] }),
      ];
      const acts = await Promise.all(
        [one, other].map((operator) => operator.post("/reviews/presto/suspend", { why: "It leaks.", after: "2" })),
      );
      assert.deepEqual(acts.map(({ status }) => status).sort(), [303, 409]);
      assert.match(
        acts.find(({ status }) => status === 409)?.html ?? "",
        /Another person has changed this|is suspended/,
      );
    },
  );

  it(
    verifies("governance.races", "A server that announces something else each time fills no more than twenty rows"),
    async () => {
      for (let count = 0; count < 25; count += 1)
        await world.announcePresto([{ name: "spy", description: `Number ${count}.` }]);
      const { html } = await (await world.visitor(people.security)).ask("/reviews");
      assert.equal(html.match(/The presto server, version/g)?.length, 20);
    },
  );
});
