import assert from "node:assert/strict";
import { AccessPolicy } from "@drawbridge/contracts/access";
import type { AnnouncedInstance, RouteInstance } from "@drawbridge/contracts/instances";
import { EdgeConfiguration, type ServerManifest } from "@drawbridge/contracts/registry";
import { startRegistry } from "@drawbridge/registry/start";
import { until } from "../../support/clocks/until.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const at = (port: number): string => `http://127.0.0.1:${port}/mcp`;
const old = manifestOf("presto");
const changed = manifestOf("presto", { title: "Presto, changed", policies: { ...old.policies, figures: "" } });
const hour = 3600;

describe("instances at the registry", () => {
  let registry: TestRegistry;
  beforeEach(async () => {
    registry = await startTestRegistry();
  });
  afterEach(() => registry.close());

  const put = (as: string, path: string, body: unknown): Promise<Response> =>
    registry.asPart(as, path, { method: "PUT", body: JSON.stringify(body) });
  const announce = async (
    id: string,
    port: number,
    { manifest = old, ...instance }: Partial<AnnouncedInstance> & { manifest?: ServerManifest } = {},
  ): Promise<void> => {
    const body = { manifest, url: at(port), instance: { id, leaseSeconds: hour, ...instance } };
    assert.equal((await put("presto", "/servers/presto", body)).status, 204);
  };
  const withdraw = async (id: string): Promise<void> => {
    const answer = await registry.asPart("presto", `/servers/presto/instances/${id}`, { method: "DELETE" });
    assert.equal(answer.status, 204);
  };
  const ask = (id: string): Promise<Response> => registry.asPart("presto", `/servers/presto/policy?instance=${id}`);
  const instances = async (): Promise<readonly RouteInstance[]> =>
    EdgeConfiguration.parse(await (await registry.asPart("edge", "/edge")).json()).routes[0]?.instances ?? [];
  const ports = async (): Promise<string> => (await instances()).map(({ url }) => new URL(url).port).join();
  const title = async (): Promise<string | undefined> => {
    const { servers } = (await (await registry.asUser("/me/servers")).json()) as { servers: { title: string }[] };
    return servers[0]?.title;
  };

  it(
    verifies(
      "instances.leases",
      "The edge hears of each instance, of the one that drains, and no more of one that ended",
    ),
    async () => {
      await announce("a", 11);
      await announce("b", 12);
      assert.deepEqual(await instances(), [{ url: at(11) }, { url: at(12) }]);
      assert.equal((await put("presto", "/servers/presto/instances/a", { draining: true })).status, 204);
      assert.deepEqual(await instances(), [{ url: at(11), draining: true }, { url: at(12) }]);
      await withdraw("a");
      assert.deepEqual(await instances(), [{ url: at(12) }]);
      assert.equal((await ask("a")).status, 404, "so that an instance that is forgotten announces itself again");
      await withdraw("b");
      assert.deepEqual(await instances(), []);
    },
  );

  it(
    verifies("instances.leases", "A lease lapses in seconds without a question, and the last instance stays"),
    async () => {
      await announce("asks", 11, { leaseSeconds: 2 });
      await announce("killed", 12, { leaseSeconds: 2 });
      await until("the killed one is forgotten", async () => {
        assert.equal((await ask("asks")).status, 200);
        return (await ports()) === "11";
      });
      await announce("other", 13, { leaseSeconds: 1 });
      await until("the lease of both lapses", async () => (await ports()) !== "11,13");
      assert.notEqual(await ports(), "", "an edge that tries the last one knows better than the registry");
    },
  );

  it(
    verifies("instances.registry-away", "A registry that starts again gives each instance its whole lease again"),
    async () => {
      await announce("a", 11, { leaseSeconds: 2 });
      await announce("b", 12, { leaseSeconds: 2 });
      const lapsedAt = Date.now() + 2_000;
      await registry.part.close();
      await until("both leases have lapsed", () => Date.now() > lapsedAt);
      const restarted = await startRegistry(registry.settings);
      try {
        assert.equal((await ask("a")).status, 200);
        assert.equal(await ports(), "11,12");
        assert.equal((await ask("b")).status, 200);
      } finally {
        await restarted.close();
      }
    },
  );

  it(
    verifies("instances.newest", "A canary changes only what it enforces itself, and nothing when it is gone"),
    async () => {
      await announce("a", 11);
      await announce("canary", 12, { manifest: changed });
      assert.equal(await title(), old.title);
      const policyOf = async (id: string) => AccessPolicy.parse(await (await ask(id)).json()).policies.figures;
      assert.equal(await policyOf("canary"), "");
      assert.equal(await policyOf("a"), old.policies.figures);
      await withdraw("canary");
      assert.equal(await title(), old.title);
      assert.equal(await ports(), "11");
    },
  );

  it(
    verifies("instances.newest", "In a rolling update the manifest changes once most instances have the new one"),
    async () => {
      await announce("a", 11);
      await announce("b", 12);
      await announce("c", 13, { manifest: changed });
      assert.equal(await title(), old.title);
      await withdraw("a");
      assert.equal(await title(), old.title, "of as many of each the older counts");
      await put("presto", "/servers/presto/instances/b", { draining: true });
      assert.equal(await title(), changed.title, "an instance that ends does not count");
    },
  );

  it(
    verifies("instances.older", "A server that announces only an address waits, and serves when the others are gone"),
    async () => {
      await registry.announce(old, at(10));
      assert.deepEqual(await instances(), [{ url: at(10) }]);
      await announce("a", 11);
      assert.deepEqual(await instances(), [{ url: at(10), standby: true }, { url: at(11) }]);
      await registry.announce(old, at(9));
      assert.equal(await ports(), "9,11", "its next announcement replaces it");
      await withdraw("a");
      assert.deepEqual(await instances(), [{ url: at(9) }]);
    },
  );

  it(verifies("instances.own-name", "The credential of another server changes no instance of this one"), async () => {
    await announce("a", 11);
    const body = { manifest: old, url: at(66), instance: { id: "evil", leaseSeconds: hour } };
    const answers = await Promise.all([
      put("spark", "/servers/presto", body),
      put("spark", "/servers/spark", body),
      put("spark", "/servers/presto/instances/a", { draining: true }),
      registry.asPart("spark", "/servers/presto/instances/a", { method: "DELETE" }),
      registry.asPart("spark", "/servers/presto/policy?instance=a"),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 400, 403, 403, 403],
    );
    assert.deepEqual(await instances(), [{ url: at(11) }]);
  });
});
