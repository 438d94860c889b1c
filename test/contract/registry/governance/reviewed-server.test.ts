/** A real server behind the real edge: what its reviews decide is what its users get, in both eras of the protocol. */
import assert from "node:assert/strict";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import type { ServerDefinition } from "@drawbridge/framework";
import { serve } from "../../../../reference-servers/framework/serve.ts";
import { until } from "../../../support/clocks/until.ts";
import { type Answer, bearer, send } from "../../../support/network/http.ts";
import { freePort } from "../../../support/network/listening.ts";
import { type Workshop, workshop } from "../../../support/servers/workshop.ts";
import { verifies } from "../../../support/verifies.ts";
import { people, type ReviewWorld, startReviews } from "../../../support/worlds/review-world.ts";

const eras = {
  legacy: { version: "2025-11-25", meta: {} },
  modern: {
    version: "2026-07-28",
    meta: {
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "a test", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  },
} as const;

describe("a reviewed server behind the edge", function () {
  this.timeout(60_000);
  let world: ReviewWorld;
  let edge: Part;
  let server: Part;
  let token: string;
  before(async () => {
    const edgePort = await freePort();
    world = await startReviews({ edgeUrl: `http://127.0.0.1:${edgePort}` });
    const { rootSecret } = world.settings;
    edge = await startEdge({
      ...{
        port: edgePort,
        url: `http://127.0.0.1:${edgePort}`,
        registryUrl: world.url,
        rootSecret,
        logLevel: "silent",
      },
    });
    token = await world.issuer.mint();
    server = await start(named(workshop()));
    await until("the edge calls the server", async () => (await post("legacy", "tools/list")).status === 200);
  });
  after(async () => {
    await server.close();
    await edge.close();
    await world.close();
  });

  const named = (definition: ServerDefinition<Workshop>): ServerDefinition<Workshop> => ({
    ...definition,
    ...{ name: "presto", owners: ["data-platform"] },
  });
  const start = (definition: ServerDefinition<Workshop>): Promise<Part> =>
    serve(definition, {
      port: 0,
      registry: { url: world.url, credential: registryCredential(world.settings.rootSecret, "presto") },
      edgeProof: edgeProof(world.settings.rootSecret, "presto"),
      settings: { DRAWBRIDGE_POLICY_REFRESH_SECONDS: "0.5", DRAWBRIDGE_LOG_LEVEL: "silent" },
    });
  const post = (era: keyof typeof eras, method: string, params: object = {}): Promise<Answer> => {
    const { version, meta } = eras[era];
    const name = "name" in params ? String(params.name) : null;
    return send(`${edge.url}/mcp/presto`, {
      method: "POST",
      headers: [
        ...bearer(token),
        ...["Content-Type", "application/json", "Accept", "application/json, text/event-stream"],
        ...["MCP-Protocol-Version", version],
        ...(era === "modern" ? ["Mcp-Method", method, ...(name === null ? [] : ["Mcp-Name", name])] : []),
      ],
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, ...meta } }),
    });
  };
  const listedIn = async (era: keyof typeof eras): Promise<string[]> => {
    const { body } = await post(era, "tools/list");
    return [...body.matchAll(/"name":"(\w+)"/g)].map(([, name = ""]) => name);
  };
  const callIn = async (era: keyof typeof eras, name: string): Promise<string> =>
    (await post(era, "tools/call", { name, arguments: { count: 1 } })).body;

  it(
    verifies(
      "governance.held-back",
      "A tool that changed is neither listed nor callable in either era, and the others work",
    ),
    async () => {
      await world.approve(1);
      await until("the server has its policy", async () => (await listedIn("legacy")).includes("list_numbers"));
      for (const era of ["legacy", "modern"] as const) assert.match(await callIn(era, "list_numbers"), /row 0/, era);
      await server.close();
      const tools = workshop().tools.map((tool) =>
        tool.name === "list_numbers" ? { ...tool, description: "Does something else." } : tool,
      );
      server = await start(named({ ...workshop(), tools }));
      await until("the edge calls it", async () => (await listedIn("legacy")).includes("essay"));
      for (const era of ["legacy", "modern"] as const) {
        assert.equal((await listedIn(era)).includes("list_numbers"), false, era);
        assert.match(await callIn(era, "list_numbers"), /it has changed since version 1 was approved/, era);
        assert.ok((await listedIn(era)).length > 3, era);
      }
      await world.approve(2);
      await until("it is callable again", async () => /row 0/.test(await callIn("modern", "list_numbers")));
    },
  );

  it(
    verifies("governance.suspended", "A suspension ends the calls that run, and refuses new ones with the reason"),
    async () => {
      const running = post("legacy", "tools/call", { name: "wait", arguments: {} });
      const operator = await world.visitor(people.operator);
      const page = await operator.ask("/reviews/presto");
      const after = /name="after" value="(\d+)"/.exec(page.html)?.[1] ?? "";
      const begun = performance.now();
      assert.equal((await operator.post("/reviews/presto/suspend", { why: "It leaks.", after })).status, 303);
      // Its answer is a stream that has begun, so it breaks off; a bridge says then that the call may have run.
      await assert.rejects(running, /aborted/);
      assert.ok(performance.now() - begun < 15_000, "it does not wait for the tool's own end");
      const refused = await post("legacy", "tools/call", { name: "list_numbers", arguments: { count: 1 } });
      assert.equal(refused.status, 403);
      assert.match(refused.body, /it is suspended: It leaks \(policy presto\/closed\)/);
    },
  );
});
