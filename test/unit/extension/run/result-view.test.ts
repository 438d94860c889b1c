import assert from "node:assert/strict";
import { resultView } from "../../../../extension/run/result-view.ts";
import { resultHtml, runPageHtml } from "../../../../extension/run/run-page-html.ts";
import { toolForm } from "../../../../extension/run/tool-form.ts";
import { CallResult } from "../../../../proxy/client/call-result.ts";
import { verifies } from "../../../support/verifies.ts";

const hostile = "\u202e<img src=x onerror=alert(1)>[x](command:y)\u200b";
const rows = (overrides: object = {}) =>
  CallResult.parse({
    content: [{ type: "text", text: "{}" }],
    structuredContent: {
      columns: [{ name: "n" }, { name: "t" }],
      rows: [
        [1, "a"],
        [20, null],
      ],
      row_count: 2,
      ...overrides,
    },
  });

describe("the result of a tool on its page", () => {
  it(verifies("vscode.run-result", "Rows become a table with aligned numbers, and the summary counts them"), () => {
    const view = resultView(rows());
    assert.equal(view.summary, "2 rows.");
    assert.deepEqual(view.table?.columns, [
      { name: "n", numeric: true },
      { name: "t", numeric: false },
    ]);
    assert.equal(view.copied, "n\tt\n1\ta\n20\t");
    assert.equal(view.json, null);
    assert.match(resultHtml(view), /<td class="figure">1<\/td>.*<td class="null">NULL<\/td>/s);
  });

  it(verifies("vscode.run-result", "The page says what was cut and how to read on"), () => {
    const cut = { truncated: { reason: "The result is too long.", shown: 2, next: "Add LIMIT 10." } };
    assert.deepEqual(resultView(rows(cut)).notes, ["Cut (2 shown): The result is too long.", "Next: Add LIMIT 10."]);
    const running = resultView(rows({ status: "running", query_id: "q1", row_count: 90 }));
    assert.equal(running.summary, "Rows 1 to 2 of 90 read.");
    assert.match(running.notes.join(), /run query_result with query_id q1 and offset 2/);
    const many = resultView(rows({ rows: Array.from({ length: 1500 }, (_, at) => [at, "x"]), row_count: 1500 }));
    assert.equal(many.table?.rows.length, 1000);
    assert.match(many.notes.join(), /first 1,000 rows/);
    assert.equal(many.copied.split("\n").length, 1501);
  });

  it(verifies("vscode.run-result", "A result without rows shows as JSON, a document or text"), () => {
    const of = (result: object) => resultView(CallResult.parse(result));
    assert.equal(of({ structuredContent: { a: 1 } }).json, '{\n  "a": 1\n}');
    assert.equal(of({ content: [{ type: "text", text: '{"a":1}' }] }).json, '{\n  "a": 1\n}');
    assert.equal(of({ content: [{ type: "text", text: "hello" }] }).text, "hello");
    assert.match(of({ structuredContent: { title: "T", text: "Body", url: "u" } }).text ?? "", /T\n\nBody/);
    assert.match(of({ content: [{ type: "image" }] }).text ?? "", /part of type image/);
    const failed = of({ isError: true, content: [{ type: "text", text: "no such table" }] });
    assert.deepEqual([failed.failed, failed.text], [true, "no such table"]);
    assert.equal(of({ resultType: "input_required" }).failed, true);
  });

  const hostileResults: readonly (readonly [string, object])[] = [
    ["cell", { structuredContent: { columns: [{ name: "n" }], rows: [[hostile]] } }],
    ["column name", { structuredContent: { columns: [{ name: hostile }], rows: [[1]] } }],
    ["nested cell", { structuredContent: { columns: [{ name: "n" }], rows: [[{ [hostile]: hostile }]] } }],
    ["note", { structuredContent: { columns: [{ name: "n" }], rows: [[1]], truncated: { next: hostile } } }],
    ["text", { content: [{ type: "text", text: hostile }] }],
    ["error", { isError: true, content: [{ type: "text", text: hostile }] }],
    ["JSON", { structuredContent: { [hostile]: hostile } }],
    ["block type", { content: [{ type: hostile }] }],
  ];
  for (const [where, result] of hostileResults) {
    it(
      verifies(
        "vscode.run-hostile",
        `Hostile text in a ${where} of a result is shown as text with its hidden characters marked`,
      ),
      () => {
        const html = resultHtml(resultView(CallResult.parse(result)));
        assert.doesNotMatch(html, /<img|href=|\u202e|\u200b/);
        assert.match(html, /&lt;img/);
        assert.match(html, /U\+202E|\\u202e/);
      },
    );
  }

  it(verifies("vscode.run-hostile", "Hostile text in a tool's name, description or schema is text on its page"), () => {
    const schema = {
      properties: {
        [hostile]: { type: "string", description: hostile, default: `"><script>alert(1)</script>` },
        choice: { enum: [hostile] },
        note: { type: "string", maxLength: 1000, default: "</textarea><script>" },
        typed: { type: hostile },
      },
    };
    const html = runPageHtml(
      {
        ...{ server: "presto", serverTitle: hostile, tool: hostile, title: hostile, description: hostile },
        ...{ effect: "read", form: toolForm(schema), failure: null },
      },
      { nonce: "n", language: "en", script: "s.js" },
    );
    assert.doesNotMatch(html, /<img|\u202e|\u200b/);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.equal(html.match(/<textarea/g)?.length, html.match(/<\/textarea>/g)?.length);
  });

  it(verifies("vscode.run-page", "Every control of the page has a label, and its error is tied to it"), () => {
    const schema = {
      properties: { a: { type: "string" }, b: { enum: [1] }, c: { type: "object" }, d: { type: "boolean" } },
    };
    const html = runPageHtml(
      {
        ...{ server: "s", serverTitle: "S", tool: "t", title: "T", description: "" },
        ...{ effect: "read", form: toolForm(schema), failure: null },
      },
      { nonce: "n", language: "en", script: "s.js" },
    );
    const ids = [...html.matchAll(/<(?:input|textarea|select)[^>]* name="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(ids.length, 4);
    for (const id of ids) {
      assert.ok(html.includes(`<label for="${id}">`), id);
      assert.match(html, new RegExp(`id="${id}"[^>]*aria-describedby="[^"]*${id}-error"`));
    }
    assert.match(html, /id="status" role="status"/);
  });
});
