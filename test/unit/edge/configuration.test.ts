import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { pino } from "pino";
import { followConfiguration } from "../../../reference-servers/edge/configuration.ts";
import { until } from "../../support/clocks/until.ts";
import { listening } from "../../support/network/listening.ts";
import { verifies } from "../../support/verifies.ts";

const configuration = {
  ...{ version: "v1", issuer: "https://issuer.example", audience: "urn:drawbridge:edge", environment: "dev" },
  ...{ surfaces: {}, routes: [] },
};
const maxAgeMs = 15 * 60_000;

describe("the edge's configuration", () => {
  let status = 200;
  let now = 0;
  let server: Server;
  let followed: ReturnType<typeof followConfiguration>;
  before(async () => {
    server = createServer((_, response) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(status === 200 ? JSON.stringify(configuration) : "");
    });
    const registry = { url: await listening(server), credential: "credential" };
    const source = { registry, maxAgeMs, changed: () => {}, now: () => now };
    followed = followConfiguration(source, pino({ level: "silent" }));
  });
  after(async () => {
    followed.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it(
    verifies(
      "edge.policy-last-known",
      "The edge's configuration is valid up to its maximum age while the registry fails, and no longer",
    ),
    async () => {
      await until("the registry has answered", () => followed.current() !== null);
      status = 503;
      await followed.refresh();
      now = maxAgeMs;
      assert.equal(followed.current()?.version, "v1");
      now = maxAgeMs + 1;
      assert.equal(followed.current(), null);
      status = 200;
      await followed.refresh();
      assert.equal(followed.current()?.version, "v1");
    },
  );
});
