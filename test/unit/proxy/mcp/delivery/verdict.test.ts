import assert from "node:assert/strict";
import { readRefusal, unauthorized } from "../../../../../proxy/mcp/delivery/verdict.ts";
import { verifies } from "../../../../support/verifies.ts";

const read = (status: number, body = "", headers = {}, inSession = false) =>
  readRefusal("presto", { status, headers, text: body }, { effect: "change", inSession });
const refusal = (error: string) => JSON.stringify({ error, message: "The edge's own words.", policy: null, ask: null });

describe("refusals of a server", () => {
  it("A 401 with any body asks for another token", () => {
    assert.deepEqual(read(401, refusal("unauthenticated")), { kind: "unauthorized", why: null });
  });

  it(
    verifies(
      "idp.no-loop",
      "A 401 that a new sign-in would not change keeps the edge's words, without advice to sign in",
    ),
    () => {
      const verdict = read(401, refusal("not-allowed"));
      assert.deepEqual(verdict, { kind: "unauthorized", why: "The edge's own words." });
      assert.ok(verdict.kind === "unauthorized");
      assert.deepEqual(unauthorized("presto", verdict, true), {
        code: "not-allowed",
        message: "The edge's own words.",
      });
      assert.match(unauthorized("presto", { kind: "unauthorized", why: null }, true).message, /drawbridge login/);
    },
  );

  for (const [error, code] of [
    ["not-allowed", "not-allowed"],
    ["unknown-server", "unknown-server"],
    ["upstream-unreachable", "unreachable"],
    ["upstream-lost", "may-have-run"],
    ["bad-request", "bad-upstream"],
  ] as const) {
    it(`The edge's ${error} becomes ${code}, in the edge's words`, () => {
      const failure = { code, message: "The edge's own words." };
      const repeated = error === "upstream-lost" ? { retryAfterMs: 0 } : {};
      const notRun = error === "upstream-unreachable" ? { notRun: { passesAfterMs: null } } : {};
      assert.deepEqual(read(502, refusal(error)), { kind: "failure", failure, ...repeated, ...notRun });
      assert.deepEqual(read(404, refusal(error), {}, true), { kind: "failure", failure, ...repeated, ...notRun });
    });
  }

  it(
    verifies(
      "upgrade.oldest",
      "A refusal because of this release is a bad request in the edge's words, and is not sent again",
    ),
    () => {
      const body = { ...JSON.parse(refusal("not-allowed")), policy: "oldest-release" };
      const failure = { code: "bad-request", message: "The edge's own words." };
      assert.deepEqual(read(403, JSON.stringify(body)), { kind: "failure", failure });
    },
  );

  it("A 404 means that the session is gone if the request named one, else it is a refusal", () => {
    assert.deepEqual(read(404, "{}", {}, true), { kind: "session-gone", failure: null, words: "" });
    const { kind, failure } = { failure: null, ...read(404) };
    assert.equal(kind, "failure");
    assert.equal(failure?.code, "bad-upstream");
  });

  it("A JSON-RPC error is the server's own answer", () => {
    const error = { code: -32601, message: "Method not found" };
    assert.deepEqual(read(404, JSON.stringify({ jsonrpc: "2.0", id: 1, error })), { kind: "error", error });
  });

  for (const [status, headers, code, words] of [
    [302, { location: "https://elsewhere.example" }, "bad-upstream", /redirect/],
    [403, {}, "not-allowed", /owner/],
    [429, { "retry-after": "30" }, "unreachable", /in 30 s/],
    [503, { "retry-after": "Sat, 01 Jan 2028 00:00:00 GMT" }, "unreachable", /in a moment/],
    [500, {}, "may-have-run", /HTTP 500.*may have run/],
    [504, {}, "may-have-run", /HTTP 504/],
    [400, {}, "bad-upstream", /HTTP 400/],
  ] as const) {
    it(`A plain ${status} becomes ${code}`, () => {
      const verdict = read(status, "<html>internal detail</html>", headers);
      assert.ok(verdict.kind === "failure");
      assert.equal(verdict.failure.code, code);
      assert.match(verdict.failure.message, words);
      assert.doesNotMatch(verdict.failure.message, /internal detail|elsewhere/);
    });
  }
});
