import assert from "node:assert/strict";
import { WhyAnswer, type WhyPlace } from "@drawbridge/contracts/governance/why";
import type { Claims } from "../../../support/identity/issuer.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { verifies } from "../../../support/verifies.ts";
import { people, type ReviewWorld, startReviews } from "../../../support/worlds/review-world.ts";

describe("why not", () => {
  let world: ReviewWorld;
  beforeEach(async () => {
    world = await startReviews();
  });
  afterEach(() => world.close());

  const ask = (query: string, claims: Claims) => world.asUser(`/why?server=presto${query}`, claims);
  const answer = async (query: string, claims: Claims = people.user): Promise<WhyAnswer> => {
    const response = await ask(query, claims);
    const body = await response.text();
    assert.equal(response.status, 200, body);
    return WhyAnswer.parse(JSON.parse(body));
  };
  const rules = ({ places }: WhyAnswer): [WhyPlace, boolean, string][] =>
    places.map(({ place, allowed, rule }) => [place, allowed, rule]);
  const changes = ({ places }: WhyAnswer): string[] => places.flatMap(({ change }) => change ?? []);

  it(
    verifies("why.one-place", "Client list, registry, edge and server each say which rule decides, and all agree"),
    async () => {
      await world.announcePresto();
      await world.approve(1);
      const yes = await answer("&tool=look");
      assert.equal(yes.allowed, true);
      assert.deepEqual(
        yes.places.map(({ place }) => place),
        ["client-list", "registry", "edge", "server"],
      );
      assert.ok(yes.places.every(({ version, owner }) => version.includes("policy 1 of version 1") && owner !== ""));
      assert.deepEqual(changes(yes), []);
      const no = await answer("", { sub: "omar", groups: [] });
      assert.deepEqual(rules(no), [
        ["client-list", false, "presto/groups"],
        ["registry", false, "presto/groups"],
        ["edge", false, "presto/groups"],
        ["server", false, "presto/groups"],
      ]);
      assert.match(changes(no)[0] ?? "", /^A membership in .*, or the reviewers for .* approve a version of presto/);
    },
  );

  it(
    verifies("why.one-place", "A changed tool is named as held back by each place, with what would change it"),
    async () => {
      await world.announcePresto();
      await world.approve(1);
      await world.announcePresto([{ name: "look", description: "Looks, and sends what it sees elsewhere." }]);
      const held = await answer("&tool=look");
      assert.equal(held.allowed, false);
      assert.deepEqual(rules(held), [
        ["client-list", false, "presto/held-back"],
        ["registry", false, "presto/held-back"],
        ["edge", false, "presto/held-back"],
        ["server", false, "presto/held-back"],
      ]);
      assert.match(changes(held)[0] ?? "", /approve the version that has this tool \(\/reviews\/presto\)/);
    },
  );

  it(
    verifies("why.one-place", "A suspended server, another surface and an unknown tool each say what would change it"),
    async () => {
      await world.announcePresto();
      await world.approve(1);
      assert.match(changes(await answer("&surface=service"))[0] ?? "", /^Use presto from local/);
      assert.match(changes(await answer("&tool=nothing"))[0] ?? "", /^presto announces a tool of this name/);
      const operator = await world.visitor(people.operator);
      await operator.post("/reviews/presto/suspend", { after: "1", why: "a leak" });
      const closed = await answer("");
      assert.deepEqual([...new Set(closed.places.map(({ rule }) => rule))], ["presto/closed"]);
      assert.match(closed.places[0]?.owner ?? "", /operators \(infra\)/);
      assert.match(changes(closed)[0] ?? "", /operators \(infra\) resume it/);
    },
  );

  it(
    verifies("why.of-others", "Another person's answer is for operators alone, by the groups that were seen last"),
    async () => {
      await world.announcePresto();
      await answer("");
      const refused = await ask("&user=ada", { sub: "omar", groups: ["finance"] });
      assert.equal(refused.status, 403);
      assert.match(await refused.text(), /for operators/);
      assert.equal((await ask("&user=ada", people.owner)).status, 403);
      const theirs = await answer("&user=ada", people.operator);
      assert.deepEqual([theirs.user, theirs.groups, theirs.allowed], ["ada", people.user.groups, true]);
      assert.notEqual(theirs.groupsSeen, null);
      assert.equal((await ask("&user=never-seen", people.operator)).status, 404);
      const page = await (await world.visitor({ sub: "omar", groups: ["finance"] })).ask("/why?server=presto&user=ada");
      assert.equal(page.status, 403);
      assert.doesNotMatch(page.html, /data-place/);
    },
  );

  it(verifies("why.of-others", "An unlisted server answers only a person who may use it, and operators"), async () => {
    await world.announcePresto([], {
      listed: false,
      access: { groups: ["ads-eng"], surfaces: ["local"], environments: ["dev"] },
    });
    assert.equal((await ask("", { sub: "omar", groups: [] })).status, 404);
    assert.equal((await answer("")).allowed, true);
    assert.equal(rules(await answer("", people.operator))[0]?.[2], "presto/listed");
  });

  it(verifies("why.page", "A link to the page leads there after the sign-in, with its question"), async () => {
    await world.announcePresto();
    const link = await new InboxVisitor(world.url).ask("/why?server=presto&tool=look");
    const signIn = new URL(link.headers.get("location") ?? "", world.url);
    assert.equal(signIn.searchParams.get("to"), "/why?server=presto&tool=look");
  });

  it(verifies("why.page", "The page shows the same answer, and asks again by a form"), async () => {
    await world.announcePresto();
    const visitor = await world.visitor({ sub: "omar", groups: [] });
    assert.match((await visitor.ask("/why")).html, /<input name="server"/);
    const { html } = await visitor.ask("/why?server=presto");
    assert.deepEqual(
      [...html.matchAll(/data-place="([^"]+)"/g)].map(([, place]) => place),
      ["client-list", "registry", "edge", "server"],
    );
    assert.match(html, /What would change it: /);
  });
});
