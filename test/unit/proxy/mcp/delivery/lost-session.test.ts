import assert from "node:assert/strict";
import { saysSessionIsLost } from "../../../../../proxy/mcp/delivery/lost-session.ts";
import { verifies } from "../../../../support/verifies.ts";

describe("the words of a lost session", () => {
  for (const text of [
    "Session not found",
    "Bad Request: No valid session ID provided",
    "Bad Request: Server not initialized",
    '{"error":"Invalid or missing MCP session ID for SSE."}',
    "Unauthorized: Session not found",
    "Not Found: Unknown Mcp-Session-Id header",
    "Session 4f0c6a2e-11d5-4c1b-9b1e-000000000000 has expired",
    "Session terminated",
    "MCP session is not available",
    '{"detail":"session_id is unknown"}',
    "Invalid session ID",
    "This session no longer exists. Please reconnect.",
  ]) {
    it(verifies("bridge.lost-session", `These words say that a session is lost: ${text}`), () => {
      assert.equal(saysSessionIsLost(text), true);
    });
  }

  for (const text of [
    "Conflict: Only one SSE stream is allowed per session",
    "Session registration failed: session already exists",
    "Too many requests. Try again later.",
    "Bad Request: Unsupported protocol version: 2025-11-25",
    "The table sessions was not found",
    "Your invoice is missing a purchase order number",
    "upstream connect error or disconnect/reset before headers",
    `{"html":"${"x".repeat(5_000)} Session not found"}`,
  ]) {
    it(verifies("bridge.lost-session", `These words do not say that a session is lost: ${text.slice(0, 60)}`), () => {
      assert.equal(saysSessionIsLost(text), false);
    });
  }
});
