import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import type { Principal } from "@drawbridge/contracts/identity";
import { readIdentityHeaders } from "@drawbridge/contracts/identity-headers";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import { startEdge } from "@drawbridge/edge/start";
import { z } from "zod";
import { passTime } from "../../support/clocks/real-time.ts";
import { until } from "../../support/clocks/until.ts";
import { valuesOf } from "../../support/edge-suite/upstream.ts";
import { openTo, startWorld, type World } from "../../support/edge-suite/world.ts";
import { troubleInput } from "../../support/machine/trouble-input.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const many = (name: (index: number) => string): string[] => Array.from({ length: 2_000 }, (_, index) => name(index));
const uuid = (index: number): string => `05ca878d-3f1c-4d1e-9a52-${String(index).padStart(12, "0")}`;

describe("the groups of a user, between the edge and a server", () => {
  let world: World;
  before(async () => {
    world = await startWorld(startEdge);
    await declare("presto", { access: openTo("ads-eng", "infra"), groups: ["budget-big"] });
    await declare("tickets", { access: openTo("infra"), groups: ["a, b", "数据平台", uuid(7), "ö".repeat(50)] });
  });
  after(() => world.close());

  const declare = (name: "presto" | "tickets", overrides: Partial<ServerManifest>) =>
    world.announce(manifestOf(name, overrides), world.servers[name].url).then(() => inForce());
  const inForce = () => passTime(2_500, "the edge asks the registry every two seconds, and reports no question");
  const call = async (server: string, groups: readonly string[]) =>
    world.call(server, await world.issuer.mint({ groups }));
  const principalFor = async (server: string, groups: readonly string[]): Promise<Principal> => {
    const answer = await call(server, groups);
    assert.equal(answer.status, 200, answer.body);
    const [request] = world.reached();
    assert.ok(request !== undefined);
    return readIdentityHeaders((name) => valuesOf(request, name)[0]) ?? assert.fail("there is no principal");
  };

  it(
    verifies("groups.deciding", "A server gets the groups that any server decides by, in the order of the token"),
    async () => {
      const token = ["team-7", "budget-big", "everyone", "infra", "a, b", "ads-eng", "数据平台"];
      for (const server of ["presto", "tickets"])
        assert.deepEqual((await principalFor(server, token)).groups, [
          "budget-big",
          "infra",
          "a, b",
          "ads-eng",
          "数据平台",
        ]);
    },
  );

  for (const [kind, name] of [
    ["short names", (index) => `team-${index}`],
    ["GUIDs", uuid],
    ["names with commas", (index) => `CN=Team ${index},OU=Groups,DC=example`],
    ["Unicode names", (index) => `数据平台-${index}-ö`],
  ] as const satisfies readonly (readonly [string, (index: number) => string])[])
    it(
      verifies("groups.many", `A user in 2,000 groups with ${kind} reaches a server, in headers of a few bytes`),
      async () => {
        const { groups } = await principalFor("presto", [...many(name), "ads-eng"]);
        assert.deepEqual(groups, kind === "GUIDs" ? [uuid(7), "ads-eng"] : ["ads-eng"]);
      },
    );

  it(verifies("groups.many", "The many names outside ASCII that gave trouble reach a server (G09)"), async () => {
    const { groups } = troubleInput(
      "many-names-outside-ascii.json",
      z.object({ claims: z.object({ groups: z.array(z.string()) }) }),
      "edge",
    ).claims;
    assert.deepEqual((await principalFor("presto", [...groups, "ads-eng"])).groups, ["ads-eng"]);
  });

  it(verifies("groups.many", "A group with 50 letters outside ASCII decides as any other"), async () => {
    assert.deepEqual((await principalFor("presto", ["ö".repeat(50), "ads-eng"])).groups, ["ö".repeat(50), "ads-eng"]);
  });

  it(
    verifies("groups.many", "A refusal names a few groups of a user in 2,000, and how many more there are"),
    async () => {
      const answer = await call(
        "presto",
        many((index) => `team-${index}`),
      );
      assert.equal(answer.status, 403);
      assert.match(answer.body, /ada is in team-0, .*team-11 and 1988 other groups/);
      assert.ok(answer.body.length < 1_000, answer.body);
    },
  );

  it(
    verifies("groups.deciding", "A group that an operator opens a server to reaches every server within three seconds"),
    async () => {
      const token = ["ads-eng", "guests"];
      assert.deepEqual((await principalFor("presto", token)).groups, ["ads-eng"]);
      await world.decide("vault", openTo("guests"));
      await until("the group travels", async () => (await principalFor("presto", token)).groups.length === 2);
    },
  );

  it(
    verifies("groups.undeclared", "A server that does not say by which groups it decides gets all groups of each user"),
    async () => {
      const token = ["guests", ...many((index) => `team-${index}`).slice(0, 1_000)];
      assert.deepEqual((await principalFor("vault", token)).groups, token);
    },
  );

  it(
    verifies("groups.undeclared", "Groups that are too large for such a server end in a refusal that says what to do"),
    async () => {
      const answer = await call("vault", ["guests", ...many((index) => `${"ö".repeat(20)}-${index}`)]);
      assert.equal(answer.status, 431);
      assert.match(
        Refusal.parse(JSON.parse(answer.body)).message,
        /vault does not read.*nothing was run.*groups.*owner/,
      );
      assert.deepEqual(world.reached(), []);
    },
  );

  it(verifies("groups.undeclared", "A bare 431 of a server becomes the same refusal"), async () => {
    world.servers.tickets.answer = (_, response) => void response.writeHead(431).end();
    try {
      const answer = await call("tickets", ["infra"]);
      assert.equal(answer.status, 431);
      assert.match(Refusal.parse(JSON.parse(answer.body)).message, /tickets does not read headers of this size/);
    } finally {
      world.servers.tickets.answer = null;
    }
  });
});
