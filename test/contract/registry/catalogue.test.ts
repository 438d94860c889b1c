import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { MyServers } from "@drawbridge/contracts/registry";
import { openDatabase } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import pg from "pg";
import pino from "pino";
import { z } from "zod";
import { standings } from "../../../reference-servers/registry/governance/policy-store.ts";
import { serverList } from "../../../reference-servers/registry/server-list.ts";
import { until } from "../../support/clocks/until.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

/** The fields of a server that VS Code's gallery reads (mcpGalleryService.ts). */
const GalleryServer = z.object({
  server: z.object({
    $schema: z.url(),
    name: z.string().regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
    description: z.string().max(100),
    version: z.string(),
    remotes: z.array(z.object({ type: z.literal("streamable-http"), url: z.url() })).length(1),
  }),
  _meta: z.object({
    "io.modelcontextprotocol.registry/official": z.object({
      status: z.enum(["active", "deprecated"]),
      publishedAt: z.iso.datetime(),
      updatedAt: z.iso.datetime(),
      isLatest: z.literal(true),
    }),
  }),
});
const GalleryPage = z.object({
  servers: z.array(GalleryServer),
  metadata: z.object({ count: z.number(), nextCursor: z.string().optional() }),
});

describe("the registry's public pages and API", () => {
  let registry: TestRegistry;
  const hostile = manifestOf("hostile", {
    title: `<img src=x onerror="alert(1)">`,
    description: `</p><script>alert("${"long ".repeat(40)}")</script>`,
    support: [{ label: "click <b>me</b>", url: "javascript:alert(1)" }],
  });
  before(async () => {
    registry = await startTestRegistry();
    for (const manifest of [manifestOf("presto"), hostile, manifestOf("vault", { listed: false })]) {
      await registry.announce(manifest, "http://127.0.0.1:9/mcp");
    }
  });
  after(() => registry.close());

  const page = async (query = "") =>
    GalleryPage.parse(await (await fetch(`${registry.url}/v0.1/servers${query}`)).json());
  const front = async () => (await fetch(`${registry.url}/`)).text();
  const namesOf = ({ servers }: z.infer<typeof GalleryPage>) => servers.map(({ server }) => server.name);

  it(verifies("registry.catalogue", "The public API lists the listed servers for editors, page by page"), async () => {
    assert.deepEqual(namesOf(await page()), ["drawbridge/hostile", "drawbridge/presto"]);
    const first = await page("?limit=1&version=latest");
    assert.deepEqual(namesOf(first), ["drawbridge/hostile"]);
    const second = await page(`?limit=1&cursor=${encodeURIComponent(first.metadata.nextCursor ?? "")}`);
    assert.deepEqual([namesOf(second), second.metadata.nextCursor], [["drawbridge/presto"], undefined]);
    assert.deepEqual(namesOf(await page("?search=PRES")), ["drawbridge/presto"]);
    assert.equal((await fetch(`${registry.url}/v0.1/servers?limit=0`)).status, 400);
  });

  it(
    verifies(
      "registry.catalogue",
      "The public API gives a server and its one version, and treats an unlisted server as absent",
    ),
    async () => {
      const at = (name: string) => `${registry.url}/v0.1/servers/${encodeURIComponent(name)}/versions`;
      const latest = await fetch(`${at("drawbridge/presto")}/latest`);
      assert.equal(latest.headers.get("access-control-allow-origin"), "*");
      const { server } = GalleryServer.parse(await latest.json());
      assert.deepEqual(server.remotes, [{ type: "streamable-http", url: `${registry.settings.edgeUrl}/mcp/presto` }]);
      assert.equal((await fetch(`${at("drawbridge/presto")}/${server.version}`)).status, 200);
      assert.equal((await fetch(`${at("drawbridge/presto")}/9.9.9`)).status, 404);
      assert.equal(GalleryPage.parse(await (await fetch(at("drawbridge/presto"))).json()).servers.length, 1);
      const [vault, nothing] = [await fetch(at("drawbridge/vault")), await fetch(at("drawbridge/nothing"))];
      assert.deepEqual([vault.status, await vault.text()], [404, await nothing.text()]);
    },
  );

  it(
    verifies(
      "registry.catalogue",
      "The public API changes a server's version when its manifest changes, and not when it restarts",
    ),
    async () => {
      const latest = async () =>
        GalleryServer.parse(
          await (await fetch(`${registry.url}/v0.1/servers/drawbridge%2Fpresto/versions/latest`)).json(),
        );
      const before = await latest();
      await registry.announce(manifestOf("presto"), "http://127.0.0.1:10/mcp");
      assert.deepEqual(await latest(), before);
      await registry.announce(manifestOf("presto", { title: "Presto, renamed" }), "http://127.0.0.1:10/mcp");
      const changed = await latest();
      assert.notEqual(changed.server.version, before.server.version);
      assert.notDeepEqual(changed._meta, before._meta);
    },
  );

  it(verifies("registry.deprecated", "The front page and the public API say that a server is deprecated"), async () => {
    const statuses = async () =>
      (await page()).servers.map(({ _meta }) => _meta["io.modelcontextprotocol.registry/official"].status);
    assert.deepEqual(await statuses(), ["active", "active"]);
    const message = "<b>It ends in March.</b>";
    await registry.announce(
      manifestOf("presto", { deprecated: { message, replacement: "spark" } }),
      "http://127.0.0.1:10/mcp",
    );
    assert.deepEqual(await statuses(), ["active", "deprecated"]);
    assert.match(await front(), /Deprecated\. &lt;b&gt;It ends in March\.&lt;\/b&gt; Use spark instead\./);
    await registry.announce(manifestOf("presto"), "http://127.0.0.1:10/mcp");
    assert.deepEqual(await statuses(), ["active", "active"]);
  });

  it(
    verifies("registry.page", "The front page shows the listed servers, their status, and how to connect"),
    async () => {
      const response = await fetch(`${registry.url}/`);
      assert.equal(response.status, 200);
      await until("presto was asked", async () => /class="status down"/.test(await front()));
      const text = await front();
      assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
      for (const shown of [
        "<code>presto</code>",
        "Data Platform",
        "Down",
        `drawbridge login --registry ${registry.url}`,
      ]) {
        assert.ok(text.includes(shown), shown);
      }
      assert.equal(text.includes("vault"), false);
      assert.doesNotMatch(text, /<script/);
      assert.equal((await fetch(`${registry.url}/style.css`)).headers.get("content-type"), "text/css; charset=utf-8");
    },
  );

  it(verifies("registry.page", "The front page escapes what servers announce, and links no script"), async () => {
    const response = await fetch(`${registry.url}/`);
    const text = await response.text();
    assert.ok(text.includes("&lt;img src=x"));
    assert.ok(text.includes("click &lt;b&gt;me&lt;/b&gt;"));
    assert.doesNotMatch(text, /<script|<img|javascript:/);
    assert.match(response.headers.get("content-security-policy") ?? "", /^default-src 'none'; style-src 'self'/);
  });

  it(
    verifies(
      "registry.unreadable-row",
      "A stored server that cannot be read is left out alone, and logged once in one short line",
    ),
    async () => {
      const lines: { server: string }[] = [];
      const client = new pg.Client(registry.settings.databaseUrl);
      await client.connect();
      try {
        await registry.announce(manifestOf("broken"), "http://127.0.0.1:9/mcp");
        await client.query(
          `update registry.servers set manifest = jsonb_set(manifest, '{tools}', '"none"') where name = 'broken'`,
        );
        assert.deepEqual(namesOf(await page()), ["drawbridge/hostile", "drawbridge/presto"]);
        const mine = MyServers.parse(await (await registry.asUser("/me/servers")).json());
        assert.equal(
          mine.servers.some(({ name }) => name === "broken"),
          false,
        );
        assert.equal(
          mine.servers.some(({ name }) => name === "presto"),
          true,
        );
        const seals = rowSeals(randomBytes(32).toString("base64url"), undefined);
        const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
        const database = await openDatabase(registry.settings, seals, pino({ level: "silent" }));
        const list = serverList({ database, standings: standings({ database, seals }, () => new Date()) }, log);
        await list();
        await list();
        await database.destroy();
        assert.deepEqual(
          lines.map(({ server }) => server),
          ["broken"],
        );
        assert.ok(JSON.stringify(lines[0]).length < 300);
      } finally {
        await client.query("delete from registry.servers where name = 'broken'").catch(() => {});
        await client.end();
      }
    },
  );

  it(verifies("registry.page", "The front page says what to do while there is no server yet"), async () => {
    const empty = await startTestRegistry();
    try {
      assert.match(await (await fetch(empty.url)).text(), /No server has announced itself yet/);
    } finally {
      await empty.close();
    }
  });
});
