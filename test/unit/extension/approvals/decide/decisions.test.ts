import assert from "node:assert/strict";
import { Decisions } from "@drawbridge/contracts/approvals";
import { digestOf } from "@drawbridge/contracts/digest";
import {
  type DecisionEndpoint,
  decideAll,
  onTheWire,
  revokeScope,
} from "../../../../../extension/approvals/decide/decisions.ts";
import { ProxyError } from "../../../../../proxy/kernel/errors.ts";
import { verifies } from "../../../../support/verifies.ts";
import { request, scope, view } from "../requests.ts";

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A registry that accepts every decision, and the requests that it received. */
function endpoint(status = 200, body?: unknown): DecisionEndpoint & { readonly sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    access: async () => ({
      api: "https://registry.example.com/api/v1",
      headers: (method, url) => ({ authorization: "DPoP token", dpop: `${method} ${url}` }),
    }),
    fetch: async (url, init = {}) => {
      sent.push({ url: String(url), init });
      const results = () =>
        Decisions.parse(JSON.parse(String(init.body))).decisions.map(({ id }) => ({
          id,
          ok: true,
          approval: request(view(id), "approved"),
        }));
      return new Response(JSON.stringify(body ?? { results: results() }), { status });
    },
  };
}

describe("a decision on its way to the registry", () => {
  const shown = view("a");

  it(
    verifies(
      "vscode.approval-bound",
      "A decision carries a digest that the editor makes of the drawn request, not one from the broker",
    ),
    () => {
      const approve = onTheWire({ view: shown, decision: { decision: "approve", similar: false } });
      assert.deepEqual(approve, { id: "a", shown: digestOf(shown), decision: "approve" });
      const another = onTheWire({
        view: { ...shown, tool: "drop" },
        decision: { decision: "approve", similar: false },
      });
      assert.notEqual(another.shown, approve.shown);
    },
  );

  it(
    verifies(
      "vscode.approval-similar",
      "A decision approves similar calls for one hour, and only where the person chose that",
    ),
    () => {
      const similar = onTheWire({ view: shown, decision: { decision: "approve", similar: true } });
      assert.deepEqual(similar, { id: "a", shown: digestOf(shown), decision: "approve", similarSeconds: 3600 });
    },
  );

  it(
    verifies(
      "vscode.approval-bound",
      "A decision goes to the registry of the sign-in with a proof for that request, and follows no redirect",
    ),
    async () => {
      const registry = endpoint();
      await decideAll(registry, [{ view: shown, decision: { decision: "reject", reason: "no" } }]);
      const [{ url, init } = { url: "", init: {} }] = registry.sent;
      assert.equal(url, "https://registry.example.com/api/v1/approvals/decisions");
      assert.equal(new Headers(init.headers).get("authorization"), "DPoP token");
      assert.equal(init.redirect, "error");
    },
  );

  it(
    verifies(
      "vscode.approval-batch",
      "The editor sends 250 decisions in three messages and returns the results in order",
    ),
    async () => {
      const registry = endpoint();
      const many = Array.from({ length: 250 }, (_, at) => view(`r${at}`));
      const results = await decideAll(
        registry,
        many.map((each) => ({ view: each, decision: { decision: "approve", similar: false } })),
      );
      assert.equal(registry.sent.length, 3);
      assert.deepEqual(
        results.map(({ id }) => id),
        many.map(({ id }) => id),
      );
    },
  );

  it("The editor revokes a standing approval by its id", async () => {
    const registry = endpoint(200, scope("s"));
    await revokeScope(registry, "s/../x");
    assert.equal(registry.sent[0]?.url, "https://registry.example.com/api/v1/approvals/scopes/s%2F..%2Fx");
    assert.equal(registry.sent[0]?.init.method, "DELETE");
  });

  const failures: readonly (readonly [string, number, string, string, RegExp])[] = [
    ["a session that has ended", 401, "{}", "session-expired", /Sign in again/],
    [
      "a refusal in the registry's words",
      403,
      '{"error":"forbidden","message":"Only the approver decides."}',
      "unreachable",
      /Only the approver decides|HTTP 403/,
    ],
    ["an answer that is not an answer of the registry", 200, "<html>", "unreachable", /Update it/],
    ["a failing server between the editor and the registry", 502, "Bad Gateway", "unreachable", /HTTP 502/],
  ];
  for (const [what, status, text, code, message] of failures) {
    it(`The editor reports ${what}`, async () => {
      await assert.rejects(
        () => revokeScope({ ...endpoint(), fetch: async () => new Response(text, { status }) }, "s"),
        (error) => error instanceof ProxyError && error.code === code && message.test(error.message),
      );
    });
  }

  it("An error about a registry that does not answer holds no token", async () => {
    const away: DecisionEndpoint = { ...endpoint(), fetch: () => Promise.reject(new Error("ECONNREFUSED")) };
    await assert.rejects(
      () => revokeScope(away, "s"),
      (error) =>
        error instanceof ProxyError && error.code === "unreachable" && !JSON.stringify(error).includes("DPoP token"),
    );
  });
});
