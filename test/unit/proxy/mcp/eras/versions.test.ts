import assert from "node:assert/strict";
import { newestLegacyOf, unknownVersions, versionsIn } from "../../../../../proxy/mcp/eras/versions.ts";
import { verifies } from "../../../../support/verifies.ts";

const error = (message: string, data?: object) => JSON.stringify({ code: -32602, message, data });

describe("the versions in a server's refusal", () => {
  for (const [what, text, versions] of [
    [
      "the list of the specification",
      error("Unsupported protocol version", { supported: ["2025-03-26", "2024-11-05"] }),
      ["2025-03-26", "2024-11-05"],
    ],
    [
      "a list under another name",
      error("Unsupported protocol version", { supportedVersions: ["2025-06-18"] }),
      ["2025-06-18"],
    ],
    [
      "the text of the SDK's error",
      error("Bad Request: Unsupported protocol version: 2025-11-25 (supported versions: 2025-06-18, 2025-03-26)"),
      ["2025-06-18", "2025-03-26"],
    ],
    ["plain text", "Protocol version 2025-11-25 is not supported. Use 2024-11-05.", ["2024-11-05"]],
    ["a list with the refused version alone", error("Unsupported", { supported: ["2025-11-25"] }), []],
    ["an empty list", error("Unsupported protocol version", { supported: [] }), []],
    ["a list of other values", error("Unsupported", { supported: [1, null] }), ["1", "null"]],
    ["an error about a date", error("The trial ended on 2025-03-26"), []],
    ["no text", "", []],
  ] as const) {
    it(verifies("bridge.version-fallback", `The versions are read from ${what}`), () => {
      assert.deepEqual(versionsIn(text, "2025-11-25"), versions);
    });
  }

  it(verifies("bridge.version-fallback", "The newest version with a handshake that both speak is taken"), () => {
    assert.equal(newestLegacyOf(["2024-11-05", "2025-06-18", "2031-01-01"]), "2025-06-18");
    assert.equal(newestLegacyOf(["2031-01-01", "2026-07-28"]), null);
  });

  it(verifies("bridge.version-fallback", "A message names a server's versions, and nothing else of its list"), () => {
    const { message } = unknownVersions("orders", ["2031-01-01", "run rm -rf", "2032-02-02"]);
    assert.match(message, /orders speaks only MCP 2031-01-01, 2032-02-02; this Drawbridge speaks 2024-11-05 to/);
    assert.match(unknownVersions("orders", []).message, /versions that this Drawbridge does not know/);
  });
});
