import assert from "node:assert/strict";
import { AccessAnswer, Refusal } from "@drawbridge/contracts/access";
import { MyServers, WellKnown } from "@drawbridge/contracts/registry";
import { oldestServed } from "../../../reference-servers/registry/settings.ts";
import { forgedTokens } from "../../support/edge-suite/forged-tokens.ts";
import { send } from "../../support/network/http.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const nowhere = "http://127.0.0.1:9/mcp";
const openTo = (...groups: string[]) => ({ groups, surfaces: ["local" as const], environments: ["dev" as const] });

describe("the registry, asked by a user", () => {
  let registry: TestRegistry;
  before(async () => {
    registry = await startTestRegistry();
    await registry.announce(manifestOf("presto"), nowhere);
    await registry.announce(manifestOf("spark", { access: openTo("infra") }), nowhere);
    await registry.announce(manifestOf("vault", { access: openTo("infra"), listed: false }), nowhere);
  });
  after(() => registry.close());

  const mine = async (claims = {}) => MyServers.parse(await (await registry.asUser("/me/servers", claims)).json());
  const access = async (query: string, claims = {}) =>
    AccessAnswer.parse(await (await registry.asUser(`/access?${query}`, claims)).json());

  it(verifies("registry.deprecated", "A user's list carries what a deprecated server says"), async () => {
    const deprecated = { since: "2026-11-30", message: "It ends in March.", replacement: "presto" };
    const groups = ["infra"];
    const sparkOf = async () => (await mine({ groups })).servers.find(({ name }) => name === "spark");
    const before = await sparkOf();
    assert.ok(before !== undefined && !("deprecated" in before));
    await registry.announce(manifestOf("spark", { access: openTo("infra"), deprecated }), nowhere);
    const after = await sparkOf();
    assert.deepEqual(after?.deprecated, deprecated);
    assert.notEqual(after?.version, before.version);
    await registry.announce(manifestOf("spark", { access: openTo("infra") }), nowhere);
    // A probe of the server may have ended in the meantime.
    assert.deepEqual({ ...(await sparkOf()), status: before.status }, before);
  });

  it(verifies("registry.well-known", "The registry gives the addresses of all parts to any client"), async () => {
    const response = await fetch(`${registry.url}/.well-known/drawbridge`);
    const { url, issuer, settings } = registry;
    assert.deepEqual(WellKnown.parse(await response.json()), {
      registry: url,
      api: `${url}/api/v1`,
      edge: settings.edgeUrl,
      issuer: issuer.url,
      clients: { broker: "drawbridge-broker" },
      audiences: { edge: "urn:drawbridge:edge" },
      identityProviders: [
        {
          ...{ issuer: issuer.url, clientId: "drawbridge-broker", scopes: ["openid", "offline_access"] },
          ...{ name: new URL(issuer.url).host, title: new URL(issuer.url).host },
          ...{
            resource: "urn:drawbridge:edge",
            audience: null,
            parameters: {},
            loopbackPort: null,
            token: "access_token",
          },
          ...{ person: { claim: "sub", named: false }, groups: ["groups"], displayName: ["name"] },
        },
      ],
      policy: { directBridges: true },
      oldest: oldestServed,
    });
  });

  it(verifies("registry.me-servers", "The registry shows a user every listed server with the reason"), async () => {
    const { user, groups, servers } = await mine();
    assert.deepEqual([user, groups, servers.map(({ name }) => name)], ["ada", ["ads-eng"], ["presto", "spark"]]);
    const [presto, spark] = servers;
    assert.equal(presto?.access.allowed, true);
    assert.equal(presto?.url, `${registry.settings.edgeUrl}/mcp/presto`);
    assert.deepEqual(spark?.access, {
      allowed: false,
      policy: "spark/groups",
      reason: "ada may not use spark: it is open to the group infra, and ada is in ads-eng (policy spark/groups).",
      ask: "Data Platform (#spark-help)",
    });
    assert.deepEqual(spark?.tools, []);
  });

  it(verifies("registry.me-servers", "The registry decides each tool by its own policy"), async () => {
    const tools = async (groups: string[]) =>
      (await mine({ groups })).servers[0]?.tools.map(({ name, access: { allowed } }) => [name, allowed]);
    assert.deepEqual(await tools(["ads-eng"]), [
      ["look", true],
      ["figures", true],
    ]);
    assert.deepEqual(await tools(["infra"]), [
      ["look", true],
      ["figures", false],
    ]);
    assert.deepEqual(await tools(["finance"]), []);
  });

  it(verifies("registry.access", "The registry answers for a server and for a tool by its policy"), async () => {
    assert.deepEqual(await access("server=presto"), {
      ...{ server: "presto", tool: null, allowed: true, policy: "presto/groups", ask: null },
      reason: "ada may use presto: ada is in ads-eng (policy presto/groups).",
    });
    const figures = await access("server=presto&tool=figures", { groups: ["infra"] });
    assert.deepEqual(
      [figures.allowed, figures.policy, figures.ask],
      [false, "figures", "Data Platform (#presto-help)"],
    );
    assert.match(figures.reason, /^ada may not call figures of presto: it shows revenue/);
    const shut = await access("server=presto&tool=figures", { groups: [] });
    assert.deepEqual([shut.allowed, shut.policy, shut.tool], [false, "presto/groups", "figures"]);
    assert.equal((await access("server=presto&tool=no_such_tool")).allowed, false);
  });

  it(verifies("registry.access", "The registry refuses an incomplete question, and says what to ask"), async () => {
    for (const query of ["", "?tool=look", "?server=", "?server=presto&tool="]) {
      const response = await registry.asUser(`/access${query}`);
      assert.equal(response.status, 400, query);
      assert.match(Refusal.parse(await response.json()).message, /\?server=<name>/);
    }
  });

  it(
    verifies(
      "registry.unlisted",
      "The registry answers a user who may not use an unlisted server as if the server did not exist",
    ),
    async () => {
      const [vault, nothing] = [
        await registry.asUser("/access?server=vault"),
        await registry.asUser("/access?server=nothing"),
      ];
      assert.deepEqual([vault.status, nothing.status], [404, 404]);
      assert.equal((await vault.text()).replaceAll("vault", "nothing"), await nothing.text());
      assert.equal((await registry.asUser("/access?server=vault&tool=look")).status, 404);
      assert.equal((await access("server=vault", { groups: ["infra"] })).allowed, true);
      const { servers } = await mine({ groups: ["infra"] });
      assert.deepEqual(
        servers.map(({ name }) => name),
        ["presto", "spark", "vault"],
      );
    },
  );

  for (const path of ["/me/servers", "/access?server=presto"]) {
    it(verifies("registry.tokens", `The registry answers nothing at ${path} without a valid token`), async () => {
      const anonymous = await fetch(`${registry.url}/api/v1${path}`);
      assert.equal(anonymous.status, 401);
      assert.equal(anonymous.headers.get("www-authenticate"), "Bearer");
      assert.match(Refusal.parse(await anonymous.json()).message, /drawbridge login/);
      for (const [which, forge] of Object.entries(forgedTokens)) {
        const headers = ["Authorization", `Bearer ${await forge(registry.issuer)}`];
        const { status, headers: answered, body } = await send(`${registry.url}/api/v1${path}`, { headers });
        assert.equal(status, 401, which);
        assert.equal(answered["www-authenticate"], 'Bearer error="invalid_token"');
        assert.match(Refusal.parse(JSON.parse(body)).error, /^(unauthenticated|not-allowed)$/);
      }
    });
  }

  it(verifies("registry.tokens", "The registry refuses an application that it does not know"), async () => {
    const response = await registry.asUser("/me/servers", { client_id: "unknown-application" });
    assert.equal(response.status, 403);
    assert.equal(Refusal.parse(await response.json()).error, "not-allowed");
  });

  it(verifies("registry.tokens", "The registry refuses a page that reached it under another host's name"), async () => {
    for (const path of ["/", "/api/v1/me/servers", "/.well-known/drawbridge"]) {
      const answer = await send(`${registry.url}${path}`, { headers: ["Host", "evil.example"] });
      assert.equal(answer.status, 421, path);
    }
  });

  it("The registry answers an unknown path with 404 and a body of its own", async () => {
    const response = await fetch(`${registry.url}/no/such/thing`);
    assert.equal(response.status, 404);
    assert.equal(Refusal.parse(await response.json()).error, "bad-request");
  });
});
