import assert from "node:assert/strict";
import { messageOf } from "../../../../../proxy/kernel/message.ts";
import { Client } from "../../../../../proxy/mcp/eras/client.ts";
import {
  discoverResult,
  initializeResult,
  readDiscover,
  readInitialize,
} from "../../../../../proxy/mcp/eras/handshake.ts";
import { encoded, modernHeaders } from "../../../../../proxy/mcp/eras/headers.ts";
import { notificationToModern, requestToModern } from "../../../../../proxy/mcp/eras/legacy-host-to-modern.ts";
import { answerToModern, notificationToModernHost } from "../../../../../proxy/mcp/eras/legacy-to-modern-host.ts";
import { requestToLegacy } from "../../../../../proxy/mcp/eras/modern-host-to-legacy.ts";
import { readInputRequired, retried, unanswerable } from "../../../../../proxy/mcp/eras/modern-to-legacy-host.ts";

const legacyClient = () => {
  const client = new Client();
  client.initialized({
    protocolVersion: "2025-06-18",
    capabilities: { roots: {} },
    clientInfo: { name: "c", version: "1" },
  });
  return client;
};

describe("messages of a legacy host for a modern server", () => {
  it("A legacy request that 2026-07-28 no longer has is answered here, with the effect that it had", () => {
    const client = legacyClient();
    assert.deepEqual(requestToModern("ping", { id: 1 }, client), { kind: "answer", result: {} });
    requestToModern("logging/setLevel", { params: { level: "debug" } }, client);
    requestToModern("resources/subscribe", { params: { uri: "a:b" } }, client);
    requestToModern("resources/subscribe", { params: { uri: "c:d" } }, client);
    requestToModern("resources/unsubscribe", { params: { uri: "a:b" } }, client);
    assert.equal(client.logLevel, "debug");
    assert.deepEqual([...client.resources], ["c:d"]);
  });

  it("Every other legacy request gets its metadata, and keeps what the host put there", () => {
    const client = legacyClient();
    client.logLevel = "info";
    const treatment = requestToModern(
      "acme/x",
      { id: 1, method: "acme/x", params: { a: 1, _meta: { progressToken: 2 } } },
      client,
    );
    assert.deepEqual(treatment, {
      kind: "send",
      message: {
        id: 1,
        method: "acme/x",
        params: {
          a: 1,
          _meta: {
            progressToken: 2,
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { name: "c", version: "1" },
            "io.modelcontextprotocol/clientCapabilities": { roots: {} },
            "io.modelcontextprotocol/logLevel": "info",
          },
        },
      },
    });
    assert.equal(requestToModern("constructor", {}, client).kind, "send");
  });

  it("Only the legacy notifications that 2026-07-28 no longer has are dropped", () => {
    assert.equal(notificationToModern("notifications/initialized").kind, "drop");
    assert.equal(notificationToModern("notifications/roots/list_changed").kind, "drop");
    assert.equal(notificationToModern("acme/told").kind, "pass");
    assert.equal(notificationToModern("toString").kind, "pass");
  });
});

describe("messages of a modern server for a legacy host", () => {
  const message = {
    id: 1,
    result: {
      resultType: "input_required",
      inputRequests: {
        a: { method: "elicitation/create", params: { message: "?" } },
        b: { method: "roots/list" },
        c: 1,
      },
      requestState: "sealed",
    },
  };

  it("A modern server's questions are read, and the first one that the host does not support is found", () => {
    const required = readInputRequired(message);
    assert.deepEqual(required, {
      questions: [
        { key: "a", method: "elicitation/create", params: { message: "?" } },
        { key: "b", method: "roots/list", params: {} },
      ],
      state: "sealed",
    });
    assert.equal(unanswerable(required.questions, { elicitation: {}, roots: {} }), null);
    assert.equal(unanswerable(required.questions, { elicitation: {} })?.method, "roots/list");
    assert.equal(unanswerable([{ key: "x", method: "acme/ask", params: {} }], { acme: {} })?.method, "acme/ask");
    assert.equal(readInputRequired({ id: 1, result: { resultType: "complete" } }), null);
  });

  it("A modern server gets the answers and the state back with the same request", () => {
    const request = { id: 1, method: "tools/call", params: { name: "x" } };
    const answers = { a: { action: "accept" } };
    assert.equal(retried(request, "again", answers, "sealed").id, "again", "another id (patterns/mrtr)");
    assert.deepEqual(retried(request, "again", answers, "sealed").params, {
      name: "x",
      inputResponses: answers,
      requestState: "sealed",
    });
    assert.deepEqual(retried(request, "again", answers, undefined).params, { name: "x", inputResponses: answers });
  });
});

describe("messages of a modern host for a legacy server", () => {
  it("A modern host's request loses only what belongs to its era", () => {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/x": 1,
      progressToken: 3,
    };
    const params = { name: "t", _meta, requestState: "s", inputResponses: {} };
    assert.deepEqual(requestToLegacy({ id: 1, method: "m", params }), {
      kind: "send",
      message: { id: 1, method: "m", params: { name: "t", _meta: { progressToken: 3 } } },
    });
    const bare = requestToLegacy({ id: 1, params: { _meta: { "io.modelcontextprotocol/x": 1 } } });
    assert.deepEqual(bare, { kind: "send", message: { id: 1, params: {} } });
  });
});

describe("messages of a legacy server for a modern host", () => {
  const result = (method: string, text: string) =>
    JSON.parse(Buffer.concat(answerToModern(method, messageOf([Buffer.from(text)]))).toString()).result;

  it("A legacy server's result gains the members that a modern result has", () => {
    assert.deepEqual(result("tools/call", '{"id":1,"result":{"content":[]}}'), { resultType: "complete", content: [] });
    assert.deepEqual(result("acme/x", '{"result": { } ,"id":1}'), { resultType: "complete" });
    assert.deepEqual(result("resources/read", '{"id":1,"result":{"contents":[]}}'), {
      resultType: "complete",
      ttlMs: 0,
      cacheScope: "private",
      contents: [],
    });
    assert.deepEqual(result("x", '{"id":1,"result":{"resultType":"acme"}}'), { resultType: "acme" });
    assert.equal(result("x", '{"id":1,"result":[1]}')[0], 1);
  });

  it("A modern host gets a legacy server's changes only on subscriptions, and log messages only on request", () => {
    assert.equal(notificationToModernHost("notifications/tools/list_changed", true).kind, "drop");
    assert.equal(notificationToModernHost("notifications/message", false).kind, "drop");
    assert.equal(notificationToModernHost("notifications/message", true).kind, "pass");
    assert.equal(notificationToModernHost("notifications/progress", false).kind, "pass");
  });
});

describe("a server's description of itself", () => {
  const facts = {
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: "s", version: "1" },
    instructions: "Ask.",
  };

  it("A server's description is written in the host's era, in a version that both know", () => {
    const legacy = { era: "legacy", ...facts } as const;
    assert.equal(initializeResult(legacy, "2024-11-05").protocolVersion, "2024-11-05");
    assert.equal(initializeResult(legacy, "2099-01-01").protocolVersion, "2025-11-25");
    assert.deepEqual(readInitialize(initializeResult(legacy, "2025-06-18")), legacy);
    const modern = { era: "modern", ...facts } as const;
    assert.deepEqual(readDiscover(discoverResult(modern)), modern);
  });

  it("A server's description promises notifications of changed tools, even if the server sends none", () => {
    const silent = { era: "legacy", capabilities: { tools: {}, prompts: {} }, serverInfo: {} } as const;
    const declared = { tools: { listChanged: true }, prompts: {} };
    assert.deepEqual(initializeResult(silent, null).capabilities, declared);
    assert.deepEqual(discoverResult(silent).capabilities, declared);
    assert.deepEqual(discoverResult({ ...silent, capabilities: { prompts: {} } }).capabilities, { prompts: {} });
  });

  it("A server's description is refused if its version is unknown, or if the answer has none", () => {
    assert.equal(readDiscover({ supportedVersions: ["2031-01-01"] }), null);
    assert.equal(readDiscover({}), null);
    assert.equal(readInitialize({ protocolVersion: "2025-06-18" }), null);
  });
});

describe("the headers of a modern request", () => {
  it("A modern request's headers repeat the method, and the name if the method requires it", () => {
    const headers = modernHeaders("resources/read", { uri: "file:///a" }, {});
    assert.deepEqual(headers, {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "resources/read",
      "mcp-name": "file:///a",
    });
    assert.equal(modernHeaders("acme/x", { name: "n" }, {})["mcp-name"], undefined);
  });

  it("A modern request's headers carry in Base64 what a header cannot hold", () => {
    assert.equal(encoded("us-west1"), "us-west1");
    assert.equal(encoded("Hello, 世界"), "=?base64?SGVsbG8sIOS4lueVjA==?=");
    assert.equal(encoded(" padded "), "=?base64?IHBhZGRlZCA=?=");
    assert.equal(encoded("line1\nline2"), "=?base64?bGluZTEKbGluZTI=?=");
    assert.equal(encoded("=?base64?literal?="), "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=");
  });

  it("A modern request's headers carry the arguments that the tool's schema asks for", () => {
    const schema = {
      properties: {
        region: { type: "string", "x-mcp-header": "Region" },
        where: { type: "object", properties: { shard: { type: "integer", "x-mcp-header": "Shard" } } },
        bad: { type: "string", "x-mcp-header": "no\r\nway" },
        gone: { type: "string", "x-mcp-header": "Gone" },
      },
    };
    const args = { region: "eu", where: { shard: 4 }, bad: "x", gone: null };
    const headers = modernHeaders("tools/call", { name: "t", arguments: args }, schema);
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith("mcp-param")),
      ["mcp-param-region", "mcp-param-shard"],
    );
    assert.equal(headers["mcp-param-shard"], "4");
  });
});
