import assert from "node:assert/strict";
import { endOf } from "../../../../../proxy/mcp/host/call-outcome.ts";
import type { Reply } from "../../../../../proxy/mcp/upstream/upstream.ts";
import { verifies } from "../../../../support/verifies.ts";

const message = (...texts: string[]): Reply => ({ kind: "message", pieces: texts.map((text) => Buffer.from(text)) });
const result = (body: object): string => JSON.stringify({ jsonrpc: "2.0", id: 1, result: body });

const cases: readonly (readonly [string, Reply, string])[] = [
  ["an answer", message(result({ content: [] })), "ok"],
  ["a tool's own error", message(result({ content: [], isError: true })), "tool-error"],
  ["one in pieces", message('{"id":1,"result":{"isEr', 'ror" : true}}'), "tool-error"],
  ["one that says it is none", message(result({ isError: false })), "ok"],
  ["a text that quotes one", message(result({ content: [{ type: "text", text: '"isError":true' }] })), "ok"],
  ["rows that hold one", message(result({ structuredContent: { isError: true, error: {} } })), "ok"],
  ["the protocol's error", message('{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no"}}'), "error"],
  ["an answer too long to look into", message(result({ text: "x".repeat(70_000), isError: true })), "ok"],
  ["a result of ours", { kind: "result", result: { isError: true } }, "tool-error"],
  ["an error of ours", { kind: "error", error: { code: -32602 } }, "error"],
  [
    "a failure",
    { kind: "failure", failure: { code: "unreachable", message: "The server does not answer." } },
    "unreachable",
  ],
];

const code = (name: string, more: object = {}): string =>
  result({ isError: true, _meta: { "drawbridge/code": name, ...more } });

const coded: readonly (readonly [string, Reply, string])[] = [
  ["a rejected call", message(code("approval-rejected")), "approval-rejected"],
  [
    "a call that waits, as the broker answers it",
    { kind: "result", result: { isError: true, _meta: { "drawbridge/code": "approval-pending" } } },
    "approval-pending",
  ],
  [
    "a call that waits, without an error",
    message(result({ _meta: { "drawbridge/code": "approval-pending" } })),
    "approval-pending",
  ],
  ["a failure with a code of the server's own", message(code("sql-invalid")), "tool-error"],
  ["a failure that calls itself ok", message(code("ok")), "tool-error"],
];

describe("the outcome of a call", () => {
  for (const [what, reply, outcome] of [...cases, ...coded])
    it(verifies("broker.outcome", `The outcome of ${what} is ${outcome}`), () =>
      assert.equal(endOf(reply).outcome, outcome),
    );

  it("The end of a call names the request for approval that its answer is about, and no other text", () => {
    const about = (id: unknown): string | null =>
      endOf(message(code("approval-pending", { "drawbridge/approval": { id } }))).request;
    assert.equal(about("kqPz_1-a"), "kqPz_1-a");
    for (const id of ["", "a b", "a\nb", 7, "x".repeat(65)]) assert.equal(about(id), null);
  });
});
