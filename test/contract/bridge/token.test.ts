import assert from "node:assert/strict";
import { createServer } from "node:http";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { RawAgent } from "../../support/agents/raw-agent.ts";
import { codeOf, firstTextOf } from "../../support/agents/response.ts";
import { freePort, listening } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";
import { onceForSuite } from "../../support/worlds/suite-hooks.ts";
import { startUpstream, type UpstreamWorld, withControl } from "../../support/worlds/upstream-world.ts";

describe("the path of the user's token", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let cli: string;
  onceForSuite(startUpstream, (started) => {
    ({ world, cli } = started);
  });

  /** A server at the edge's address. It records the tokens that it gets. */
  async function inPlaceOfTheEdge(status: number, headers: Record<string, string>) {
    await world.edge.close();
    const got: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      got.push(request.headers.authorization);
      response.writeHead(status, headers).end();
    });
    await listening(server, Number(new URL(world.wellKnown.edge).port));
    return {
      got,
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await world.restartEdge();
      },
    };
  }

  it(
    verifies("bridge.whole-token-path", "The user's token reaches the edge, and never the target of a redirect"),
    async () => {
      const stolen: (string | undefined)[] = [];
      const thief = createServer((request, response) => {
        stolen.push(request.headers.authorization);
        response.end();
      });
      const url = await listening(thief);
      const home = await world.signedIn("ada");
      const edge = await inPlaceOfTheEdge(307, { location: `${url}/mcp/modern` });
      const agent = new RawAgent(cli, home.folder, ["modern"]);
      try {
        await agent.initialize();
        const call = await agent.call("echo", { text: "x" });
        assert.equal(codeOf(call), "bad-upstream");
        assert.match(firstTextOf(call), /redirect, which Drawbridge does not follow/);
        assert.ok(edge.got.every((header) => header?.startsWith("Bearer ")));
        assert.deepEqual(stolen, []);
      } finally {
        await agent.close();
        await edge.close();
        thief.close();
      }
    },
  );

  it(
    verifies("bridge.whole-token-path", "The user's token is not sent to an endpoint that the user names"),
    async () => {
      const home = await world.signedIn("ada");
      world.modern.headers.length = 0;
      const agent = new RawAgent(cli, home.folder, ["--url", world.modern.url, "--header", "X-Own: mine"]);
      try {
        await agent.initialize();
        assert.equal(firstTextOf(await agent.call("echo", { text: "direct" })), "direct");
        // The brokers of the tests before may still read the tools, through the edge.
        const direct = world.modern.headers.filter((headers) => headers[identityHeaders.proof] === undefined);
        assert.ok(direct.length > 0);
        for (const { authorization, "x-own": own } of direct)
          assert.deepEqual([authorization, own], [undefined, "mine"]);
      } finally {
        await agent.close();
      }
    },
  );

  it(verifies("bridge.whole-token-path", "The user's token never reaches a server behind the edge"), () => {
    for (const { headers } of [world.modern, world.legacy]) {
      assert.ok(headers.every(({ authorization }) => authorization === undefined));
    }
  });

  it(verifies("bridge.renewed-once", "The user's token is renewed after a 401, and the call runs once"), async () => {
    const home = world.home();
    const good = await world.identity.tokens("ada");
    // The signature is not the provider's. The edge refuses the token, but the broker cannot see that from the token.
    const [head, body] = good.accessToken.split(".");
    const tokens = { ...good, accessToken: `${head}.${body}.${"A".repeat(342)}` };
    await withControl(home, (broker) => broker.request("signIn", { wellKnown: world.wellKnown, tokens }));
    const agent = new RawAgent(cli, home.folder, ["modern"]);
    try {
      await agent.initialize();
      world.modern.events.length = 0;
      assert.equal(firstTextOf(await agent.call("echo", { text: "renewed" })), "renewed");
      assert.deepEqual(world.modern.events, ["ran echo"]);
    } finally {
      await agent.close();
    }
  });

  it(
    verifies("bridge.session-ended", "Every call says how to sign in again if the user's token cannot be renewed"),
    async () => {
      const home = world.home();
      const good = await world.identity.tokens("ada");
      const tokens = { ...good, refreshToken: "no-such-token", expiresAt: new Date(Date.now() - 1000).toISOString() };
      await withControl(home, (broker) => broker.request("signIn", { wellKnown: world.wellKnown, tokens }));
      const agent = new RawAgent(cli, home.folder, ["modern"]);
      try {
        await agent.initialize();
        const calls = await Promise.all(Array.from({ length: 20 }, () => agent.call("echo", { text: "x" })));
        for (const call of calls) {
          assert.equal(codeOf(call), "session-expired");
          assert.match(firstTextOf(call), /Sign in again: run `drawbridge login`/);
        }
        const status = await withControl(home, (broker) => broker.request("status"));
        assert.equal(status.session, "expired");
      } finally {
        await agent.close();
      }
    },
  );

  it(verifies("bridge.renewed-once", "The user's token is renewed once for fifty calls at its expiry"), async () => {
    const home = world.home();
    const tokens = { ...(await world.identity.tokens("ada")), expiresAt: new Date(Date.now() - 1000).toISOString() };
    const paths = new Set<string>();
    await withControl(home, (broker) => broker.request("signIn", { wellKnown: world.wellKnown, tokens }));
    const agents = Array.from({ length: 5 }, () => new RawAgent(cli, home.folder, ["modern"]));
    try {
      await Promise.all(agents.map((agent) => agent.initialize()));
      const calls = agents.flatMap((agent) =>
        Array.from({ length: 10 }, (_, i) => agent.call("echo", { text: `${i}` })),
      );
      for (const call of await Promise.all(calls)) paths.add(firstTextOf(call));
      assert.equal(paths.size, 10);
      assert.equal((await withControl(home, (broker) => broker.request("status"))).session, "signed-in");
    } finally {
      await Promise.all(agents.map((agent) => agent.close()));
    }
  });

  it(
    verifies("bridge.at-once", "An agent learns that an endpoint cannot be reached if no server listens there"),
    async () => {
      const home = world.home();
      const agent = new RawAgent(cli, home.folder, ["--url", `http://127.0.0.1:${await freePort()}/mcp`]);
      try {
        const begun = performance.now();
        await agent.initialize();
        const list = await agent.request("tools/list");
        assert.ok(performance.now() - begun < 4000);
        assert.match(JSON.stringify(list.error), /cannot be reached/);
      } finally {
        await agent.close();
      }
    },
  );
});
