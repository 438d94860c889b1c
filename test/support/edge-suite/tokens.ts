/** Test cases for tokens at the edge, for the issuer's keys, and for the configuration from the registry. */
import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { until } from "../clocks/until.ts";
import { makeKey } from "../identity/issuer.ts";
import { bearer, send } from "../network/http.ts";
import { manifestOf } from "../servers/manifest.ts";
import { verifies } from "../verifies.ts";
import { forgedTokens, unreadableClaims } from "./forged-tokens.ts";
import { valuesOf } from "./upstream.ts";
import { openTo, type StartEdge, startWorld, type World } from "./world.ts";

export function tokenCases(world: () => World): void {
  const statusOf = async (token: string): Promise<number> => (await world().call("presto", token)).status;

  describe("tokens", () => {
    it(verifies("edge.valid-token", "A good token passes, and its user reaches the server"), async () => {
      const { issuer, call, reached } = world();
      const sent = {
        method: "POST",
        body: '{"jsonrpc":"2.0"}',
        headers: ["Content-Type", "application/json", "Mcp-Method", "tools/list"],
      };
      const answer = await call("presto", await issuer.mint({ groups: ["ads-eng", "people"] }), sent);
      assert.deepEqual([answer.status, answer.body], [200, '{"ok":true}']);
      const [request, ...others] = reached();
      assert.ok(request !== undefined && others.length === 0);
      assert.deepEqual([request.method, request.target, request.body], ["POST", "/mcp", '{"jsonrpc":"2.0"}']);
      assert.deepEqual(valuesOf(request, "mcp-method"), ["tools/list"]);
      assert.deepEqual(valuesOf(request, "x-forwarded-user"), ["ada"]);
      assert.deepEqual(valuesOf(request, "x-forwarded-groups"), ["ads-eng,people"]);
      assert.deepEqual(valuesOf(request, "x-forwarded-surface"), ["local"]);
    });

    it(
      verifies(
        "edge.valid-token",
        "A token passes with several audiences, with the scheme in any case, and with an RSA key",
      ),
      async () => {
        const { issuer, edgeUrl, reached } = world();
        const rsa = await makeKey("rsa", "RS256");
        issuer.keys.push(rsa);
        const token = await issuer.mint({ aud: ["urn:drawbridge:edge", "urn:other"] }, rsa);
        const ask = () => send(`${edgeUrl}/mcp/presto`, { headers: ["authorization", `bearer ${token}`] });
        await until("the new key is known", async () => (await ask()).status === 200);
        assert.ok(reached().length > 0);
      },
    );

    for (const [which, [claims, claim]] of Object.entries(unreadableClaims)) {
      it(
        verifies("idp.claim-named", `A token ${which} is refused by the claim's name, without advice to sign in`),
        async () => {
          const { issuer, call, reached } = world();
          const answer = await call("presto", await issuer.mint(claims));
          assert.equal(answer.status, 403, answer.body);
          const { message } = Refusal.parse(JSON.parse(answer.body));
          assert.match(message, new RegExp(`\\b${claim}\\b`));
          assert.doesNotMatch(message, /sign in|login/i);
          assert.equal(answer.headers["www-authenticate"], undefined);
          assert.deepEqual(reached(), []);
        },
      );
    }

    for (const [which, forge] of Object.entries(forgedTokens)) {
      it(verifies("edge.forged-token", `A token ${which} is refused`), async () => {
        const { issuer, call, edgeUrl, reached } = world();
        const answer = await call("presto", await forge(issuer));
        assert.equal(answer.status, 401, answer.body);
        assert.match(Refusal.parse(JSON.parse(answer.body)).error, /^(unauthenticated|not-allowed)$/);
        assert.equal(
          answer.headers["www-authenticate"],
          `Bearer error="invalid_token", resource_metadata="${edgeUrl}/.well-known/oauth-protected-resource/mcp/presto"`,
        );
        assert.deepEqual(reached(), []);
      });
    }

    it(
      verifies(
        "edge.forged-token",
        "The edge refuses two tokens at once, other schemes, and tokens outside the Authorization header",
      ),
      async () => {
        const { issuer, edgeUrl, reached } = world();
        const token = await issuer.mint();
        for (const headers of [
          [...bearer(token), ...bearer(token)],
          ["Authorization", `Basic ${token}`],
          ["Authorization", token],
          ["Authorization", `Bearer ${token}, Bearer ${token}`],
          ["Authorization", "Bearer"],
          ["X-Authorization", `Bearer ${token}`],
          ["Cookie", `access_token=${token}`],
        ]) {
          assert.equal(
            (await send(`${edgeUrl}/mcp/presto?access_token=${token}`, { headers })).status,
            401,
            headers.join(" "),
          );
        }
        assert.deepEqual(reached(), []);
      },
    );

    it(
      verifies("edge.challenge", "A request without a token gets the same 401 without an error for every server name"),
      async () => {
        const { edgeUrl } = world();
        for (const server of ["presto", "vault", "nothing-here"]) {
          const answer = await send(`${edgeUrl}/mcp/${server}`, { method: "POST", body: "{}" });
          assert.equal(answer.status, 401);
          const metadata = `${edgeUrl}/.well-known/oauth-protected-resource/mcp/${server}`;
          assert.equal(answer.headers["www-authenticate"], `Bearer resource_metadata="${metadata}"`);
          const { message } = Refusal.parse(JSON.parse(answer.body));
          assert.match(message, /drawbridge login/);
        }
      },
    );

    it(verifies("edge.challenge", "The metadata of a resource names the issuer of its tokens"), async () => {
      const { edgeUrl, issuer } = world();
      const answer = await send(`${edgeUrl}/.well-known/oauth-protected-resource/mcp/presto`);
      assert.equal(answer.status, 200);
      const { resource, authorization_servers } = JSON.parse(answer.body);
      assert.deepEqual([resource, authorization_servers], [`${edgeUrl}/mcp/presto`, [issuer.url]]);
    });

    it(
      verifies("edge.unknown-client", "A token of an application that the registry does not know is refused"),
      async () => {
        const { issuer, call, reached } = world();
        for (const client_id of ["drawbridge-approver", "another-client", "constructor", "__proto__"]) {
          const answer = await call("presto", await issuer.mint({ client_id }));
          assert.equal(answer.status, 403, client_id);
          assert.equal(Refusal.parse(JSON.parse(answer.body)).error, "not-allowed");
        }
        assert.deepEqual(reached(), []);
        const claims = ["X-Forwarded-Surface", "chat-web"];
        assert.equal((await call("presto", await issuer.mint(), { headers: claims })).status, 200);
        const [request] = reached();
        assert.ok(request !== undefined);
        assert.deepEqual(valuesOf(request, "x-forwarded-surface"), ["local"], "the surface of the token's client");
      },
    );

    it(
      verifies("edge.forged-token", "A token is refused as soon as it has expired, even if it was accepted before"),
      async () => {
        const { issuer } = world();
        const token = await issuer.mint({ exp: Math.floor(Date.now() / 1000) + 2 });
        assert.equal(await statusOf(token), 200);
        await until("the token has expired", async () => (await statusOf(token)) === 401);
      },
    );
  });
}

/** Test cases that change the issuer permanently, each in a world of its own. */
export function issuerCases(startEdge: StartEdge): void {
  describe("the issuer's keys", () => {
    let world: World;
    beforeEach(async () => {
      world = await startWorld(startEdge);
    });
    afterEach(() => world.close());
    const statusOf = async (token: string): Promise<number> => (await world.call("presto", token)).status;

    it(
      verifies(
        "edge.key-rotation",
        "The edge accepts a new key of the issuer soon and a withdrawn key no longer, without a restart",
      ),
      async () => {
        const { issuer } = world;
        const old = await issuer.mint();
        assert.equal(await statusOf(old), 200);
        issuer.keys = [await makeKey("second")];
        const token = await issuer.mint();
        await until("the new key counts", async () => (await statusOf(token)) === 200);
        assert.equal(await statusOf(old), 401);
      },
    );

    it(verifies("edge.key-rotation", "The edge does not fetch the issuer's keys for every forged key id"), async () => {
      const { issuer } = world;
      assert.equal(await statusOf(await issuer.mint()), 200);
      const before = issuer.fetches();
      const tokens = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => issuer.mint({}, await makeKey(`f${index}`))),
      );
      const statuses = await Promise.all(tokens.map((token) => statusOf(token)));
      assert.deepEqual([...new Set(statuses)], [401]);
      assert.ok(issuer.fetches() - before <= 2, `${issuer.fetches() - before} fetches`);
    });

    it(
      verifies(
        "edge.issuer-down",
        "The edge keeps the issuer's keys while the issuer is down, and refuses tokens that need new keys",
      ),
      async () => {
        const { issuer } = world;
        assert.equal(await statusOf(await issuer.mint()), 200);
        await issuer.stop();
        assert.equal(await statusOf(await issuer.mint({ sub: "grace" })), 200);
        assert.notEqual(await statusOf(await issuer.mint({}, await makeKey("unknown"))), 200);
      },
    );

    it(
      verifies(
        "edge.issuer-down",
        "An edge that never got the issuer's keys refuses all tokens until the issuer answers",
      ),
      async () => {
        const { issuer } = world;
        await issuer.stop();
        const token = await issuer.mint();
        assert.equal(await statusOf(token), 503);
        await issuer.start();
        await until("the issuer is reached again", async () => (await statusOf(token)) === 200);
      },
    );
  });

  describe("the configuration", () => {
    it(
      verifies("edge.fails-closed", "An edge that never got its configuration from the registry lets no request pass"),
      async () => {
        const world = await startWorld(startEdge);
        await world.registry.close();
        const url = "http://127.0.0.1";
        const blind = await startEdge({ ...world.settings, port: 0, url });
        try {
          const token = await world.issuer.mint();
          assert.equal((await send(`${blind.url}/mcp/presto`, { headers: bearer(token) })).status, 503);
          assert.equal((await send(`${blind.url}/readyz`)).status, 503);
          assert.equal((await send(`${blind.url}/healthz`)).status, 200);
          assert.deepEqual(world.reached(), []);
        } finally {
          await blind.close();
          await world.close();
        }
      },
    );

    it(
      verifies(
        "edge.follows-registry",
        "The edge follows the registry's configuration within seconds, and keeps it while the registry is down",
      ),
      async () => {
        const world = await startWorld(startEdge);
        try {
          const token = await world.issuer.mint();
          const status = async (server: string): Promise<number> => (await world.call(server, token)).status;
          assert.equal(await status("presto"), 200);
          await world.decide("presto", openTo("infra"));
          await until("ads-eng is shut out", async () => (await status("presto")) === 403);
          await world.decide("presto", openTo("ads-eng"));
          await until("ads-eng is let in", async () => (await status("presto")) === 200);
          await world.announce(manifestOf("late", { access: openTo("ads-eng") }), world.servers.presto.url);
          await until("a new server is reached", async () => (await status("late")) === 200, 3000);
          await world.registry.close();
          assert.equal(await status("presto"), 200);
          assert.equal(await status("tickets"), 403);
          world.registry = await world.startRegistry();
          await world.decide("presto", openTo());
          await until("no user is let in", async () => (await status("presto")) === 403);
        } finally {
          await world.close();
        }
      },
    );

    it(
      verifies(
        "edge.policy-last-known",
        "The edge stops using its configuration a stated time after the registry's last answer, until the registry answers again",
      ),
      async () => {
        // More than the 2 s between two of the edge's requests, so that the policy stays valid while the registry answers.
        const world = await startWorld(startEdge, { policyStaleSeconds: 3 });
        try {
          const token = await world.issuer.mint();
          const status = async (): Promise<number> => (await world.call("presto", token)).status;
          assert.equal(await status(), 200);
          await world.registry.close();
          await until("a good token is refused", async () => (await status()) === 503);
          const refused = await world.call("presto", token);
          assert.equal(Refusal.parse(JSON.parse(refused.body)).error, "upstream-unreachable");
          assert.equal((await send(`${world.edgeUrl}/readyz`)).status, 503);
          world.reached();
          assert.equal(await status(), 503);
          assert.deepEqual(world.reached(), []);
          world.registry = await world.startRegistry();
          await until("it is let in again", async () => (await status()) === 200);
        } finally {
          await world.close();
        }
      },
    );
  });
}
