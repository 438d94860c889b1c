import assert from "node:assert/strict";
import { requestHeaders, responseHeaders } from "../../../reference-servers/edge/headers.ts";
import { verifies } from "../../support/verifies.ts";

const own = { "x-forwarded-user": "ada" };

describe("headers at the edge", () => {
  it("Headers pass the edge as they came: spelling, order, repetition", () => {
    const raw = ["Accept", "text/event-stream", "MCP-Protocol-Version", "2026-07-28", "X-A", "1", "x-a", "2"];
    assert.deepEqual(requestHeaders(raw, own), [...raw, "x-forwarded-user", "ada"]);
    assert.deepEqual(responseHeaders(raw), raw);
  });

  it(
    verifies("edge.spoofed-identity", "The edge removes every spelling of a reserved header, regardless of its value"),
    () => {
      for (const name of [
        "X-Forwarded-User",
        "x_forwarded_user",
        "X-fOrWaRdEd_gRoUpS",
        "X-DRAWBRIDGE-",
        "x_drawbridge-x",
        "Forwarded",
      ]) {
        assert.deepEqual(
          requestHeaders([name, "", "A", "1", name, "ines"], own),
          ["A", "1", "x-forwarded-user", "ada"],
          name,
        );
      }
      assert.deepEqual(responseHeaders(["X-Drawbridge-Edge", "secret", "X_Forwarded_User", "ada"]), []);
    },
  );

  it(
    verifies(
      "edge.no-authorization",
      "The edge removes credentials and every header that Connection nominates, but never its own headers",
    ),
    () => {
      const raw = [
        "Authorization",
        "Bearer x",
        "Cookie",
        "a=1",
        "Connection",
        " X-One ,x-two",
        "X-One",
        "1",
        "connection",
        "x-forwarded-user",
      ];
      assert.deepEqual(requestHeaders([...raw, "X-Two", "2", "B", "1"], own), ["B", "1", "x-forwarded-user", "ada"]);
    },
  );

  it(
    verifies("edge.no-redirects", "The edge removes headers from an answer that would speak for the edge's origin"),
    () => {
      const raw = [
        "Set-Cookie",
        "a=1",
        "Location",
        "/",
        "WWW-Authenticate",
        "Bearer",
        "Access-Control-Allow-Origin",
        "*",
        "Transfer-Encoding",
        "chunked",
      ];
      assert.deepEqual(responseHeaders([...raw, "Content-Type", "text/plain"]), ["Content-Type", "text/plain"]);
    },
  );
});
