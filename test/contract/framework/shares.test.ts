import assert from "node:assert/strict";
import { defineServer, defineTool } from "@drawbridge/framework";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";

/** What the tool has begun, in order, and what lets all of it end. */
const work = { begun: [] as string[], atOnce: new Map<string, number>(), most: 0, end: Promise.withResolvers<void>() };

const bake = defineTool({
  name: "bake",
  title: "Bake",
  description: "Takes until it is let go.",
  effect: "read",
  minutesSaved: 0,
  authorize: "everybody",
  input: z.object({}),
  output: z.object({}),
  async run(_, { principal: { user } }) {
    const now = (work.atOnce.get(user) ?? 0) + 1;
    work.atOnce.set(user, now);
    work.most = Math.max(work.most, now);
    work.begun.push(user);
    await work.end.promise;
    work.atOnce.set(user, (work.atOnce.get(user) ?? 0) - 1);
    return {};
  },
});

const bakery = defineServer<null>({
  name: "bakery",
  title: "Bakery",
  description: "A resource that many share.",
  owner: "Tests",
  support: [{ label: "#tests" }],
  sensitivity: "internal",
  environment: "dev",
  listed: true,
  access: { groups: ["eaters"], surfaces: ["local"], environments: ["dev"] },
  policies: { everybody: "permit (principal, action, resource);" },
  shares: { maxRunning: 4, maxRunningPerUser: 2, maxWaitingPerUser: 2 },
  tools: [bake],
  open: async () => null,
  ready: async () => {},
  close: async () => {},
});

describe("a server's shares", function () {
  this.timeout(30_000);
  let kit: TestKit;
  before(async () => {
    kit = await startForTest(bakery, { settings: { DRAWBRIDGE_MAX_CALLS_PER_USER: "6" } });
  });
  after(() => kit.close());

  it(
    verifies("shares.bounded", "A server limits one user's calls to their share, and serves another user beside them"),
    async () => {
      const ada = await kit.connect({ user: "ada", groups: ["eaters"] });
      const bob = await kit.connect({ user: "bob", groups: ["eaters"] });
      const refused: string[] = [];
      const call = async (client: typeof ada) => {
        const { isError, content } = await client.callTool({ name: "bake", arguments: {} });
        if (isError === true) refused.push(JSON.stringify(content));
      };
      const calls = Array.from({ length: 6 }, () => call(ada));
      await until("two begin and two are refused", () => work.begun.length === 2 && refused.length === 2);
      calls.push(call(bob));
      await until("the other user is served", () => work.begun.includes("bob"));
      assert.deepEqual(work.begun, ["ada", "ada", "bob"]);
      work.end.resolve();
      await Promise.all(calls);
      assert.equal(work.begun.length, 5);
      assert.equal(work.most, 2);
      for (const text of refused) assert.match(text, /already have 2 calls under way and 2 waiting.*cancel one/);
    },
  );
});
