import assert from "node:assert/strict";
import { isOwnHost } from "@drawbridge/hosted/host";
import { unauthenticated } from "../../../reference-servers/edge/refusal.ts";
import { readRequestLine } from "../../../reference-servers/edge/request-line.ts";
import { verifies } from "../../support/verifies.ts";

const edgeUrl = "https://edge.example.com";
const read = (target: string, method = "GET") => readRequestLine({ method, target, host: "edge.example.com" }, edgeUrl);

describe("a request line", () => {
  it("A request line names a server, and its query stays unchanged", () => {
    assert.deepEqual(read("/mcp/presto", "POST"), { kind: "server", server: "presto", query: "" });
    assert.deepEqual(read("/mcp/a-1?x=%2F..&y", "DELETE"), { kind: "server", server: "a-1", query: "?x=%2F..&y" });
  });

  it("A request line asks for the edge's own answers by GET", () => {
    assert.deepEqual(read("/healthz"), { kind: "health" });
    assert.deepEqual(read("/readyz"), { kind: "readiness" });
    assert.deepEqual(read("/.well-known/oauth-protected-resource/mcp/presto"), { kind: "metadata", server: "presto" });
    assert.equal(read("/healthz", "POST").kind, "refused");
  });

  it(verifies("edge.paths", "A request line is matched whole, so that text before or after a name is refused"), () => {
    for (const target of [
      "/mcp/presto\n",
      "/mcp/presto\r\nX: 1",
      "x/mcp/presto",
      "/mcp/presto/",
      "/healthz?",
      "/mcp/presto?a#b",
      "",
    ]) {
      const requestTarget = read(target);
      assert.ok(requestTarget.kind === "refused" && requestTarget.refused.status === 404, JSON.stringify(target));
    }
  });

  it(
    verifies("edge.host", "A request line is read only under the edge's own name or a loopback name, with any port"),
    () => {
      for (const host of ["edge.example.com", "EDGE.example.com:443", "localhost", "127.0.0.1:80", "[::1]:7400"]) {
        assert.equal(isOwnHost(host, edgeUrl), true, host);
      }
      for (const host of [
        undefined,
        "",
        "evil.example",
        "edge.example.com.evil.example",
        "edge.example.com:",
        "[::1",
        "a:b:80",
        "127.1",
        "x@localhost",
      ]) {
        assert.equal(isOwnHost(host, edgeUrl), false, host);
      }
    },
  );

  it(
    verifies(
      "proxies.base-path",
      "A request line is read below the edge's own path, which an ingress strips or leaves",
    ),
    () => {
      const below = "https://acme.test/drawbridge/edge";
      const kindOf = (target: string) => {
        const { kind, ...rest } = readRequestLine({ method: "GET", target, host: "acme.test" }, below);
        return kind === "refused" ? kind : [kind, ...Object.values(rest)];
      };
      const wellKnown = "/.well-known/oauth-protected-resource";
      for (const base of ["", "/drawbridge/edge"]) {
        assert.deepEqual(kindOf(`${base}/mcp/presto?a=1`), ["server", "presto", "?a=1"]);
        assert.deepEqual(kindOf(`${base}/readyz`), ["readiness"]);
        assert.deepEqual(kindOf(`${wellKnown}${base}/mcp/presto`), ["metadata", "presto"]);
      }
      for (const target of [
        "/drawbridge/edgemcp/presto",
        "/drawbridge/mcp/presto",
        "/DRAWBRIDGE/edge/mcp/presto",
        "/drawbridge/edge/drawbridge/edge/mcp/presto",
        "/drawbridge/edge/../edge/mcp/presto",
        `${wellKnown}/other/mcp/presto`,
      ])
        assert.equal(kindOf(target), "refused", target);
      const challenge = unauthenticated(below, "presto", { problem: null, proofRequired: false });
      assert.match(
        challenge.headers["www-authenticate"] ?? "",
        /resource_metadata="https:\/\/acme\.test\/\.well-known\/oauth-protected-resource\/drawbridge\/edge\/mcp\/presto"/,
      );
    },
  );
});
