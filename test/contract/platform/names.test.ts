import assert from "node:assert/strict";
import { ApprovalTicket, grantIssuer } from "@drawbridge/contracts/approvals";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { startEdge } from "@drawbridge/edge/start";
import { startServer } from "@drawbridge/framework";
import { startIdentity } from "@drawbridge/identity/start";
import { decodeJwt } from "jose";
import { until } from "../../support/clocks/until.ts";
import { send } from "../../support/network/http.ts";
import { freePort } from "../../support/network/listening.ts";
import { startTestRegistry } from "../../support/registry/test-registry.ts";
import { startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { manifestOf } from "../../support/servers/manifest.ts";
import { newOrders, orderServer } from "../../support/servers/orders.ts";
import { ada, newWorkshop, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const rootSecret = "r".repeat(43);
const silent = { logLevel: "silent" } as const;
const nowhere = "http://127.0.0.1:9";

interface Reach {
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
}

/** How to start each part so that it listens at `host`. Edge and server serve their probes without a registry. */
const parts: Readonly<Record<string, (reach: Reach) => Promise<Part>>> = {
  edge: (network) =>
    startEdge({ port: 0, network, url: "https://edge.acme.test", registryUrl: nowhere, rootSecret, ...silent }),
  registry: async (network) => {
    const { part, close } = await startTestRegistry({ network, url: "https://drawbridge.acme.test" });
    return { url: part.url, close };
  },
  identity: (network) => startIdentity({ port: 0, network, accessTokenSeconds: 60, ...silent }),
  server: ({ host = "", allowedHosts = [] }) =>
    startServer(workshop(newWorkshop()), {
      ...{ PORT: "0", HOST: host, DRAWBRIDGE_ALLOWED_HOSTS: allowedHosts.join(","), DRAWBRIDGE_REGISTRY_URL: nowhere },
      ...{ DRAWBRIDGE_REGISTRY_CREDENTIAL: "c", DRAWBRIDGE_EDGE_PROOF: "p", DRAWBRIDGE_LOG_LEVEL: "silent" },
    }),
};

const statusAt = (url: string, target: string, host: string): Promise<number> =>
  send(url, { target, headers: ["Host", host] }).then(({ status }) => status);
const health = (url: string): Promise<number | string> =>
  fetch(`${url}/healthz`).then(
    ({ status }) => status,
    () => "refused",
  );

describe("the names and addresses of hosted parts", function () {
  this.timeout(60_000);

  for (const [name, start] of Object.entries(parts)) {
    it(verifies("hosted.host", `The ${name} listens on loopback alone, and where HOST says`), async () => {
      const cases = [
        [{}, /^http:\/\/127\.0\.0\.1:/, { "127.0.0.1": 200, "[::1]": "refused" }],
        [{ host: "::" }, /^http:\/\/\[::1\]:/, { "127.0.0.1": 200, "[::1]": 200 }],
      ] as const;
      for (const [reach, url, answers] of cases) {
        const part = await start(reach);
        try {
          assert.match(part.url, url);
          const { port } = new URL(part.url);
          for (const [address, answer] of Object.entries(answers))
            assert.equal(await health(`http://${address}:${port}`), answer, `${JSON.stringify(reach)} at ${address}`);
        } finally {
          await part.close();
        }
      }
    });

    it(verifies("hosted.probes", `The ${name} answers probes under the address of its pod`), async () => {
      const part = await start({});
      try {
        const answers = await Promise.all(
          ["/healthz", "/readyz", ...(name === "identity" ? [] : ["/metrics"])].map((path) =>
            statusAt(part.url, path, "10.1.2.3:8080"),
          ),
        );
        assert.ok(
          answers.every((status) => status === 200 || status === 503),
          String(answers),
        );
        assert.equal(answers[0], 200);
        const other = await statusAt(part.url, "/mcp/presto", "10.1.2.3:8080");
        assert.ok(other === 421 || other === 403, `another route: ${other}`);
      } finally {
        await part.close();
      }
    });
  }

  for (const [name, path, own] of [
    ["edge", "/mcp/presto", 503],
    ["registry", "/.well-known/drawbridge", 200],
    ["server", "/mcp", 401],
  ] as const) {
    it(verifies("hosted.allowed-hosts", `The ${name} answers under a name that its operator allows`), async () => {
      const part = await parts[name]?.({ allowedHosts: [`${name}.drawbridge.svc`, "[fd00::1]"] });
      assert.ok(part);
      try {
        assert.equal(await statusAt(part.url, path, `${name}.drawbridge.svc:8080`), own);
        assert.equal(await statusAt(part.url, path, `${name}.Drawbridge.SVC`), own);
        assert.equal(await statusAt(part.url, path, "[fd00::1]:8080"), own);
        assert.notEqual(await statusAt(part.url, path, `${name}.evil.example`), own);
      } finally {
        await part.close();
      }
    });
  }

  it(
    verifies("framework.announced-url", "The edge reaches a server at the address that the server announces"),
    async () => {
      const registry = await startTestRegistry();
      const { settings } = registry;
      const edge = await startEdge({
        ...{ port: 0, url: "http://127.0.0.1:7999", registryUrl: registry.url, rootSecret: settings.rootSecret },
        ...silent,
      });
      const port = await freePort();
      const server = await startServer(workshop(newWorkshop()), {
        ...{ PORT: String(port), HOST: "::1", DRAWBRIDGE_SERVER_URL: `http://[::1]:${port}/` },
        ...{ DRAWBRIDGE_REGISTRY_URL: registry.url, DRAWBRIDGE_LOG_LEVEL: "silent" },
        DRAWBRIDGE_REGISTRY_CREDENTIAL: registryCredential(settings.rootSecret, "workshop"),
        DRAWBRIDGE_EDGE_PROOF: edgeProof(settings.rootSecret, "workshop"),
      });
      try {
        await until("the server serves", async () => (await fetch(`${server.url}/readyz`)).ok);
        await until("the registry found it up", async () => {
          const answer = await fetch(`${registry.url}/readyz`);
          return (await answer.text()).includes('"workshop":"up"');
        });
        const { routes } = EdgeConfiguration.parse(await (await registry.asPart("edge", "/edge")).json());
        assert.deepEqual(
          routes.map(({ upstream }) => upstream),
          [`http://[::1]:${port}/mcp`],
        );
        const token = await registry.issuer.mint({ groups: ada.groups });
        await until("the edge is ready", async () => (await fetch(`${edge.url}/readyz`)).ok);
        const answer = await fetch(`${edge.url}/mcp/workshop`, {
          method: "POST",
          headers: {
            ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
            accept: "application/json, text/event-stream",
          },
          body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
        });
        assert.equal(answer.status, 200, await answer.text());
      } finally {
        await server.close();
        await edge.close();
        await registry.close();
      }
    },
  );

  it(
    verifies(
      "gate.any-name",
      "An approved call runs where its server reaches the registry by another name than people",
    ),
    async () => {
      const port = await freePort();
      const services = newOrders();
      const publicName = `http://localhost:${port}`;
      const gated = await startGated(orderServer(services), { registrySettings: { port, url: publicName } });
      try {
        assert.notEqual(gated.registry.url, publicName);
        const client = await gated.kit.connect(ada);
        const first = await toolAnswer(client, "ship_order", { what: "chairs" });
        assert.ok(first.text.includes(`${publicName}/approvals/`), first.text);
        const id = await gated.pending();
        await gated.approve(id);
        assert.equal((await toolAnswer(client, "ship_order", { what: "chairs" })).text, '{"shipped":"chairs"}');
        assert.deepEqual([services.ran, await gated.state(id)], [["chairs"], "succeeded"]);
      } finally {
        await gated.close();
      }
    },
  );

  it(
    verifies("gate.old-server", "A server that says no issuer gets a grant of the registry's address, and spends it"),
    async () => {
      const gated = await startGated(orderServer(newOrders()));
      const { registry } = gated;
      try {
        const { id } = await registry.ask();
        await registry.approve(id);
        const response = await registry.asPart("presto", `/servers/presto/approvals/${id}`);
        const ticket = ApprovalTicket.parse(await response.json());
        assert.equal(decodeJwt(ticket.grant ?? "").iss, registry.settings.url);
        assert.equal(decodeJwt((await registry.ticket(id)).grant ?? "").iss, grantIssuer);
        const consumed = await registry.consume(ticket);
        assert.ok(typeof consumed !== "string");
        assert.equal(consumed.state, "consumed");
      } finally {
        await gated.close();
      }
    },
  );

  it(verifies("hosted.host", "A registry is announced to under each of its names"), async () => {
    const registry = await startTestRegistry({ url: "https://drawbridge.acme.test" });
    try {
      assert.equal(
        (await registry.announce(manifestOf("presto"), "https://presto.internal:8443/base/mcp")).status,
        204,
      );
      assert.equal(await statusAt(registry.url, "/internal/v1/edge", "registry.drawbridge.svc"), 401);
    } finally {
      await registry.close();
    }
  });
});
