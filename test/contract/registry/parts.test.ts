import assert from "node:assert/strict";
import { AccessPolicy, Refusal } from "@drawbridge/contracts/access";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { startRegistry } from "@drawbridge/registry/start";
import { oldestServed } from "../../../reference-servers/registry/settings.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const prestoAt = "http://127.0.0.1:9/mcp";
const infraOnly = { groups: ["infra"], surfaces: ["local"], environments: ["dev"] };

describe("the registry, asked by the hosted parts", () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = await startTestRegistry();
    assert.equal((await registry.announce(manifestOf("presto"), prestoAt)).status, 204);
  });
  afterEach(() => registry.close());

  const policy = async (): Promise<AccessPolicy> =>
    AccessPolicy.parse(await (await registry.asPart("presto", "/servers/presto/policy")).json());
  const edge = async (): Promise<EdgeConfiguration> =>
    EdgeConfiguration.parse(await (await registry.asPart("edge", "/edge")).json());
  const put = (part: string, path: string, body: unknown): Promise<Response> =>
    registry.asPart(part, path, { method: "PUT", body: typeof body === "string" ? body : JSON.stringify(body) });

  it("The registry gives the edge everything that it enforces", async () => {
    const { version, ...content } = await edge();
    assert.match(version, /^[0-9a-f]{64}$/);
    assert.deepEqual(content, {
      issuer: registry.issuer.url,
      audience: "urn:drawbridge:edge",
      environment: "dev",
      person: { claim: "sub", named: false },
      surfaces: { "drawbridge-broker": "local" },
      groups: ["ads-eng", "infra"],
      identityProviders: [{ issuer: registry.issuer.url }],
      oldest: oldestServed,
      routes: [
        {
          allGroups: true,
          instances: [{ url: prestoAt }],
          ...{ server: "presto", upstream: prestoAt, listed: true, ask: "Data Platform (#presto-help)" },
          coarse: manifestOf("presto").access,
        },
      ],
    });
  });

  it("The registry gives a server its policy", async () => {
    const { version: _, ...content } = await policy();
    const { access, policies } = manifestOf("presto");
    assert.deepEqual(content, {
      ...{ server: "presto", coarse: access, policies, ask: "Data Platform (#presto-help)" },
      tools: { look: { policy: "everybody", effect: "read" }, figures: { policy: "figures", effect: "read" } },
    });
  });

  it(
    verifies(
      "registry.unchanged",
      "The registry answers 304 as long as nothing has changed, and the new content at once after a change",
    ),
    async () => {
      for (const [part, path] of [
        ["edge", "/edge"],
        ["presto", "/servers/presto/policy"],
      ] as const) {
        const tag = (await registry.asPart(part, path)).headers.get("etag") ?? "";
        const again = () => registry.asPart(part, path, { headers: { "if-none-match": tag } });
        assert.equal((await again()).status, 304);
        await registry.announce(manifestOf("presto"), prestoAt);
        assert.equal((await again()).status, 304);
        const access = { ...manifestOf("presto").access, groups: [part] };
        assert.equal((await put("operator", "/servers/presto/access", access)).status, 204);
        assert.equal((await again()).status, 200);
      }
    },
  );

  it(
    verifies("registry.policy-owned", "An operator's decision survives every announcement of the server"),
    async () => {
      assert.equal((await put("operator", "/servers/presto/access", infraOnly)).status, 204);
      const wider = manifestOf("presto", {
        title: "Presto 2",
        access: { ...manifestOf("presto").access, groups: ["everybody"] },
      });
      assert.equal((await registry.announce(wider, "http://127.0.0.1:10/mcp")).status, 204);
      assert.deepEqual((await policy()).coarse, infraOnly);
      const [route] = (await edge()).routes;
      assert.deepEqual([route?.coarse, route?.upstream], [infraOnly, "http://127.0.0.1:10/mcp"]);
    },
  );

  it(verifies("registry.policy-owned", "A server cannot widen its own access by announcing itself again"), async () => {
    const wider = { ...manifestOf("presto").access, groups: ["everybody"] };
    await registry.announce(manifestOf("presto", { access: wider }), prestoAt);
    assert.deepEqual((await policy()).coarse, manifestOf("presto").access);
  });

  it(verifies("registry.durable", "The registry keeps servers and decisions over a restart"), async () => {
    await put("operator", "/servers/presto/access", infraOnly);
    const before = await edge();
    assert.deepEqual(before.routes[0]?.coarse, infraOnly, "the decision is in force before the restart");
    await registry.part.close();
    const again = await startRegistry(registry.settings);
    try {
      assert.deepEqual(await edge(), before);
    } finally {
      await again.close();
    }
  });

  const routes = [
    ["GET", "/edge", "edge"],
    ["GET", "/servers/presto/policy", "presto"],
    ["PUT", "/servers/presto", "presto"],
    ["PUT", "/servers/presto/access", "operator"],
  ] as const;
  for (const [method, path, owner] of routes) {
    it(
      verifies(
        "registry.internal-credentials",
        `The registry answers ${method} ${path} only for the credential of ${owner}`,
      ),
      async () => {
        const body = method === "PUT" ? "{}" : null;
        const ask = (authorization?: string) =>
          fetch(`${registry.url}/internal/v1${path}`, {
            ...{ method, body },
            headers: authorization === undefined ? {} : { authorization },
          });
        const before = await edge();
        assert.equal((await ask()).status, 401);
        const secret = (part: string) => registryCredential(registry.settings.rootSecret, part);
        const others = ["edge", "presto", "operator", "spark", "registry", ""].filter((part) => part !== owner);
        for (const credential of [
          ...others.map(secret),
          registry.settings.rootSecret,
          secret(owner).slice(1),
          await registry.issuer.mint(),
        ]) {
          const response = await ask(`Bearer ${credential}`);
          assert.equal(response.status, 403);
          assert.equal(Refusal.parse(await response.json()).error, "not-allowed");
        }
        assert.ok([200, 400].includes((await ask(`Bearer ${secret(owner)}`)).status));
        assert.deepEqual(await edge(), before);
      },
    );
  }

  it(verifies("registry.announce-only-itself", "A server can announce only itself"), async () => {
    const before = await edge();
    const other = { manifest: manifestOf("spark"), url: prestoAt };
    assert.equal((await put("presto", "/servers/presto", other)).status, 400);
    assert.equal((await put("presto", "/servers/spark", other)).status, 403);
    for (const name of ["edge", "operator"]) {
      const response = await put(name, `/servers/${name}`, { manifest: manifestOf(name), url: prestoAt });
      assert.equal(response.status, 400);
      assert.match(Refusal.parse(await response.json()).message, /may not be called/);
    }
    assert.deepEqual(await edge(), before);
  });

  it(verifies("registry.announce-only-itself", "A malformed announcement changes nothing"), async () => {
    const before = await edge();
    const manifest = manifestOf("presto");
    for (const [body, status] of [
      ["", 400],
      ["{", 400],
      ["[]", 400],
      [{ manifest }, 400],
      [{ manifest, url: "file:///etc/passwd" }, 400],
      [{ manifest, url: "javascript:alert(1)" }, 400],
      [{ manifest: { ...manifest, name: "../spark" }, url: prestoAt }, 400],
      [{ manifest: { ...manifest, access: { groups: "all" } }, url: prestoAt }, 400],
      [{ manifest: { ...manifest, description: "x".repeat(2 * 1024 * 1024) }, url: prestoAt }, 413],
    ] as const) {
      const response = await put("presto", "/servers/presto", body);
      assert.equal(response.status, status, JSON.stringify(body).slice(0, 80));
      assert.equal(Refusal.parse(await response.json()).error, "bad-request");
    }
    assert.deepEqual(await edge(), before);
  });

  it("The registry has no policy of a server that never announced itself", async () => {
    assert.equal((await registry.asPart("spark", "/servers/spark/policy")).status, 404);
    assert.equal((await put("operator", "/servers/spark/access", infraOnly)).status, 404);
  });
});
