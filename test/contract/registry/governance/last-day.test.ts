import assert from "node:assert/strict";
import { verifies } from "../../../support/verifies.ts";
import { people, type ReviewWorld, startReviews } from "../../../support/worlds/review-world.ts";

const dayMs = 24 * 60 * 60_000;

describe("the last day of reviews", () => {
  let world: ReviewWorld;
  let passedMs = 0;
  beforeEach(async () => {
    passedMs = 0;
    world = await startReviews({ now: () => new Date(Date.now() + passedMs) });
  });
  afterEach(() => world.close());

  const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
  const queue = async (): Promise<string> => (await (await world.visitor(people.security)).ask("/reviews")).html;

  it(
    verifies(
      "governance.last-day",
      "A confidential server is closed after the earliest last day, until it is reviewed again",
    ),
    async () => {
      await world.announcePresto();
      await world.approve(1, { genai: { expires: inDays(30) } });
      assert.doesNotMatch(await queue(), /data-ending/);
      passedMs = 17 * dayMs;
      assert.match(await queue(), /data-ending="presto"/);
      assert.deepEqual(await world.toolsOf(people.user), ["look", "figures"]);
      passedMs = 31 * dayMs;
      assert.deepEqual(await world.toolsOf(people.user), []);
      assert.match(
        (await world.explain("look", people.user)).reason,
        /its reviews counted until .*; have its reviewers review it again/,
      );
      assert.match((await world.edge()).routes[0]?.closed ?? "", /its reviews counted until/);
      passedMs = 0;
      assert.equal((await world.review("genai", 1, { expires: inDays(80) })).status, 303);
      passedMs = 31 * dayMs;
      assert.deepEqual(await world.toolsOf(people.user), ["look", "figures"]);
    },
  );

  it(
    verifies("governance.last-day", "An internal server goes on after the last day, and stays in the list"),
    async () => {
      await world.announcePresto([], { sensitivity: "internal" });
      await world.review("security", 1, { expires: inDays(1) });
      await world.review("genai", 1);
      passedMs = 5 * dayMs;
      assert.deepEqual(await world.toolsOf(people.user), ["look", "figures"]);
      assert.match(await queue(), /data-ending="presto"/);
    },
  );
});
