import assert from "node:assert/strict";
import { Refusal } from "@drawbridge/contracts/access";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { startForTest, type TestKit } from "@drawbridge/framework/testing";
import { policyOf, versioned } from "@drawbridge/hosted/access-policy";
import { manifestOf } from "../../../reference-servers/framework/manifest.ts";
import { enforced, type PolicySource } from "../../../reference-servers/framework/policy/policy-source.ts";
import { until } from "../../support/clocks/until.ts";
import { ada, codeOf, eras, finn, newWorkshop, omar, textOf, workshop } from "../../support/servers/workshop.ts";
import { verifies } from "../../support/verifies.ts";

const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const initialize = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } };

const post = (method: string, params: object, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
  body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
});
const modern = (method: string, params: object = {}, headers: Record<string, string> = {}): RequestInit =>
  post(
    method,
    { ...params, _meta: modernMeta },
    { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...headers },
  );

const requests: Readonly<Record<string, RequestInit>> = {
  "server/discover": modern("server/discover"),
  "modern tools/list": modern("tools/list"),
  "modern tools/call": modern("tools/call", { name: "note", arguments: {} }, { "mcp-name": "note" }),
  "subscriptions/listen": modern("subscriptions/listen", { notifications: {} }),
  initialize: post("initialize", initialize),
  "legacy tools/list": post("tools/list", {}),
  "legacy tools/call": post("tools/call", { name: "note", arguments: { text: "x" } }),
  ping: post("ping", {}),
  "a batch": { ...post("ping", {}), body: `[${post("tools/list", {}).body}]` },
  "no JSON": { ...post("ping", {}), body: "{" },
  GET: { headers: { accept: "text/event-stream" } },
  DELETE: { method: "DELETE" },
};

describe("layer 2 of a server", () => {
  const services = newWorkshop();
  let kit: TestKit;

  before(async () => {
    kit = await startForTest(workshop(services));
  });
  after(() => kit.close());

  const send = async (request: RequestInit, headers: Record<string, string>) => {
    const response = await fetch(`${kit.url}/mcp`, { ...request, headers: { ...request.headers, ...headers } });
    return { status: response.status, headers: response.headers, body: await response.text() };
  };

  for (const [what, request] of Object.entries(requests)) {
    it(
      verifies("framework.every-request", `A server refuses ${what} to a user who is in none of its groups`),
      async () => {
        const { status, body } = await send(request, kit.headers(omar));
        assert.equal(status, 403);
        const refusal = Refusal.parse(JSON.parse(body));
        assert.equal(refusal.policy, "workshop/groups");
        assert.match(refusal.message, /^omar may not use workshop: .* Ask Data Platform \(#workshop-help\)\.$/);
      },
    );

    it(
      verifies(
        "framework.edge-proof",
        `A server refuses ${what} at its own port, regardless of the identity that it claims`,
      ),
      async () => {
        const claims = {
          ...kit.headers(ada),
          [identityHeaders.proof]: "guessed",
          authorization: "Bearer eyJhbGciOiJub25lIn0",
        };
        for (const headers of [{}, claims]) {
          const { status, body, headers: answered } = await send(request, headers);
          assert.equal(status, 401);
          assert.equal(Refusal.parse(JSON.parse(body)).error, "unauthenticated");
          assert.match(answered.get("www-authenticate") ?? "", /^Bearer /);
        }
      },
    );
  }

  for (const era of eras) {
    it(
      verifies("framework.hidden-tools", `A server neither lists nor runs a tool that a ${era} caller may not use`),
      async () => {
        const client = await kit.connect({ ...finn, era });
        const names = (await client.listTools()).tools.map(({ name }) => name);
        assert.ok(!names.includes("secret_figures"));
        assert.equal(names.length, 8);
        const result = await client.callTool({ name: "secret_figures", arguments: {} });
        assert.equal(result.isError, true);
        assert.equal(codeOf(result), "not-allowed");
        assert.equal(
          textOf(result),
          "finn may not call secret_figures of workshop: only ads-eng reads figures (policy figures). Ask Data Platform (#workshop-help).",
        );
        assert.deepEqual(services.ran, []);
        const allowed = await kit.connect({ ...ada, era });
        assert.ok((await allowed.listTools()).tools.some(({ name }) => name === "secret_figures"));
      },
    );

    it(
      verifies(
        "framework.hidden-tools",
        `A server answers a tool name that a ${era} caller made up as the protocol requires`,
      ),
      async () => {
        const client = await kit.connect({ ...ada, era });
        await assert.rejects(client.callTool({ name: "toString", arguments: {} }), {
          code: -32602,
          message: /Unknown tool: toString/,
        });
      },
    );
  }
});

describe("a policy that changes", () => {
  it(
    verifies(
      "framework.policy-follows",
      "A changed policy is in force at the next request, and listening clients are notified",
    ),
    async () => {
      const wide = policyOf(manifestOf(workshop(), "dev"));
      const { version: _, ...content } = wide;
      let current = enforced(wide);
      const listeners: (() => void)[] = [];
      const policies: PolicySource = {
        current: () => current,
        onChange: (listener) => void listeners.push(listener),
        close: async () => {},
      };
      const kit = await startForTest(workshop(), { policies });
      try {
        const client = await kit.connect(finn);
        let changes = 0;
        client.setNotificationHandler("notifications/tools/list_changed", () => {
          changes += 1;
        });
        const subscription = await client.listen({ toolsListChanged: true });
        current = enforced(versioned({ ...content, coarse: { ...content.coarse, groups: ["ads-eng"] } }));
        for (const listener of listeners) listener();
        await until("the listener hears of the change", () => changes === 1);
        await assert.rejects(
          client.callTool({ name: "note", arguments: { text: "x" } }),
          /finn may not use workshop|403/,
        );
        await subscription.close();
      } finally {
        await kit.close();
      }
    },
  );
});
