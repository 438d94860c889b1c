import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRegistry } from "@drawbridge/registry/start";
import { z } from "zod";
import { startPostgres } from "../../../reference-servers/platform/postgres.ts";
import { until } from "../../support/clocks/until.ts";
import { listening } from "../../support/network/listening.ts";
import { startTestRegistry, type TestRegistry } from "../../support/registry/test-registry.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { verifies } from "../../support/verifies.ts";

const Readiness = z.object({ ready: z.boolean(), database: z.string(), servers: z.record(z.string(), z.string()) });

async function readiness(url: string) {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, ...Readiness.parse(await response.json()) };
}

describe("the registry's health", () => {
  it(verifies("registry.status", "The registry follows a server's status down and up by asking it"), async () => {
    const registry = await startTestRegistry();
    let ready = true;
    const server = createServer((_, response) => response.writeHead(ready ? 200 : 503).end());
    try {
      const url = await listening(server);
      const status = async () => (await readiness(registry.url)).servers.presto;
      await registry.announce(manifestOf("presto"), `${url}/mcp`);
      await until("presto was asked", async () => (await status()) === "up");
      ready = false;
      await until("presto is down", async () => (await status()) === "down");
      ready = true;
      await until("presto is up", async () => (await status()) === "up");
      server.close();
      server.closeAllConnections();
      await until("presto is gone", async () => (await status()) === "down");
    } finally {
      server.close();
      await registry.close();
    }
  });

  it(verifies("registry.health", "The registry's health names each part, and follows the database"), async () => {
    const folder = await mkdtemp(join(tmpdir(), "drawbridge-database-"));
    let postgres = await startPostgres({ folder });
    const port = Number(new URL(postgres.url).port);
    let registry: TestRegistry | undefined;
    try {
      registry = await startTestRegistry({ databaseUrl: postgres.url });
      const { url, asUser } = registry;
      const health = async () => {
        const { status, database } = await readiness(url);
        return [status, database];
      };
      assert.deepEqual(await health(), [200, "up"]);
      await postgres.stop();
      assert.deepEqual(await health(), [503, "down"]);
      assert.equal((await fetch(`${url}/healthz`)).status, 200);
      assert.equal((await fetch(`${url}/`)).status, 503);
      const refused = await asUser("/me/servers");
      assert.equal(refused.status, 503);
      assert.doesNotMatch(await refused.text(), /select|5432|127\.0\.0\.1/i);
      assert.equal((await fetch(`${url}/.well-known/drawbridge`)).status, 200);
      postgres = await startPostgres({ folder, port });
      await until("the database is back", async () => (await health())[0] === 200);
    } finally {
      await registry?.close();
      await postgres.stop();
      await rm(folder, { recursive: true });
    }
  });

  it("A registry that cannot reach its database does not start, and says what to check", async () => {
    const registry = await startTestRegistry();
    await registry.close();
    const databaseUrl = "postgres://drawbridge:very-secret@127.0.0.1:9/none";
    await assert.rejects(startRegistry({ ...registry.settings, databaseUrl }), (error: Error) => {
      assert.match(error.message, /Check DATABASE_URL/);
      assert.doesNotMatch(error.message, /very-secret/);
      return true;
    });
  });

  it("Two registries start at once on one empty database", async () => {
    const registry = await startTestRegistry();
    await registry.close();
    const parts = await Promise.all([0, 0].map((port) => startRegistry({ ...registry.settings, port })));
    await Promise.all(parts.map((part) => part.close()));
    await Promise.all(parts.map((part) => part.close()));
  });
});
