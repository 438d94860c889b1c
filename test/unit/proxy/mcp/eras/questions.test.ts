import assert from "node:assert/strict";
import { versionError } from "../../../../../proxy/mcp/eras/handshake.ts";
import { isLoose, resultToLegacy, toolsToLegacy } from "../../../../../proxy/mcp/eras/loose-schemas.ts";
import { missingCapability } from "../../../../../proxy/mcp/eras/modern-to-legacy-host.ts";
import { canBeAsked, questionToLegacy, questionToModern } from "../../../../../proxy/mcp/eras/questions.ts";
import { askForPages, pagesIn, refusesPages } from "../../../../../proxy/mcp/eras/url-required.ts";

describe("questions to a host", () => {
  const form = { method: "elicitation/create", params: { message: "?" } };
  const page = { method: "elicitation/create", params: { mode: "url", url: "https://example.com" } };
  const sample = { method: "sampling/createMessage", params: {} };
  const sampleWithTools = { method: "sampling/createMessage", params: { tools: [] } };
  const roots = { method: "roots/list", params: {} };
  const cases = [
    [form, { elicitation: {} }, true],
    [form, { elicitation: { form: {} } }, true],
    [form, { elicitation: { url: {} } }, false],
    [form, {}, false],
    [page, { elicitation: {} }, false],
    [page, { elicitation: { form: {} } }, false],
    [page, { elicitation: { form: {}, url: {} } }, true],
    [sample, { sampling: {} }, true],
    [sample, { elicitation: {} }, false],
    [sampleWithTools, { sampling: {} }, false],
    [sampleWithTools, { sampling: { tools: {} } }, true],
    [roots, { roots: {} }, true],
    [roots, { roots: true }, false],
    [{ method: "acme/ask", params: {} }, { acme: {} }, false],
  ] as const;

  for (const [question, capabilities, allowed] of cases) {
    const { method, params } = question;
    const name = `${method} ${JSON.stringify(params)} with ${JSON.stringify(capabilities)}`;
    it(`A host is ${allowed ? "asked" : "not asked"}: ${name}`, () => {
      assert.equal(canBeAsked(question, capabilities), allowed);
    });
  }

  it("A question to open a page has an id in 2025-11-25 and none in later revisions", () => {
    assert.deepEqual(questionToLegacy(page, "n").params, { elicitationId: "n", ...page.params });
    const named = { ...page, params: { ...page.params, elicitationId: "own" } };
    assert.equal(questionToLegacy(named, "n").params.elicitationId, "own");
    assert.deepEqual(questionToModern(named), page);
    assert.deepEqual(questionToLegacy(form, "n"), form);
    assert.deepEqual(questionToModern(form), form);
  });

  it("A question that is not supported is described by the capability that the host would have to declare", () => {
    const error = { code: -32021, data: { requiredCapabilities: { elicitation: { url: {} }, sampling: {} } } };
    assert.equal(missingCapability(error), "elicitation url, sampling");
    assert.equal(missingCapability({ code: -32021 }), "");
    assert.equal(missingCapability({ code: -32602 }), null);
  });
});

describe("calls that need pages to be opened first", () => {
  const elicitation = { mode: "url", url: "https://example.com/a", message: "Open.", elicitationId: "1" };
  const error = { code: -32042, data: { elicitations: [elicitation, 7] } };

  it("A call that needs pages asks for them in its result, without state", () => {
    const pages = pagesIn(error) ?? [];
    assert.deepEqual(askForPages(pages), {
      resultType: "input_required",
      inputRequests: {
        "drawbridge-page-0": {
          method: "elicitation/create",
          params: { mode: "url", url: "https://example.com/a", message: "Open." },
        },
      },
    });
    assert.equal(pagesIn({ code: -32602 }), null);
  });

  it("A call that needs pages continues only if every page was opened", () => {
    assert.equal(refusesPages({ "drawbridge-page-0": { action: "accept" } }), false);
    assert.equal(refusesPages({ "drawbridge-page-0": { action: "accept" }, "drawbridge-page-1": {} }), true);
    assert.equal(refusesPages({ "drawbridge-page-0": { action: "decline" } }), true);
    assert.equal(refusesPages({ other: { action: "decline" } }), false);
  });
});

describe("tools whose output is not an object", () => {
  const grid = { name: "grid", inputSchema: { type: "object" }, outputSchema: { type: "array" } };
  const plain = { name: "plain", inputSchema: { type: "object" }, outputSchema: { type: "object" } };

  it("A legacy host's list keeps a tool whose output is not an object, without its output schema", () => {
    assert.deepEqual([grid, plain, { name: "none" }].map(isLoose), [true, false, false]);
    const { outputSchema: _, ...bare } = grid;
    assert.deepEqual(toolsToLegacy([grid, plain]), [bare, plain]);
    const list = [plain];
    assert.equal(toolsToLegacy(list), list);
  });

  it("A legacy host gets a result that is not an object in the text", () => {
    const text = { type: "text", text: "[1]" };
    assert.deepEqual(resultToLegacy({ content: [text], structuredContent: [1] }), { content: [text] });
    assert.deepEqual(resultToLegacy({ content: [], structuredContent: [1] }), { content: [text] });
    const result = { content: [], structuredContent: { a: 1 } };
    assert.equal(resultToLegacy(result), result);
  });
});

describe("the version of a request", () => {
  const at = (version: unknown) => ({ _meta: { "io.modelcontextprotocol/protocolVersion": version } });

  it("A request of an unknown version is refused with the known versions", () => {
    const error = versionError(at("2031-01-01"));
    assert.equal(error?.code, -32022);
    assert.deepEqual(error.data, {
      supported: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"],
      requested: "2031-01-01",
    });
    assert.equal(versionError(at("2026-07-28")), null);
    assert.equal(versionError({}), null);
    assert.equal(versionError(at(7)), null);
  });
});
