import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { report } from "../../../../proxy/commands/call.ts";
import { formatResult } from "../../../../proxy/commands/results/format-result.ts";
import { widthOf } from "../../../../proxy/commands/results/text-width.ts";
import { results } from "../../../golden/cli/results.ts";
import { verifies } from "../../../support/verifies.ts";

/** `UPDATE_GOLDEN=1` writes the texts again. Read the difference before you commit it. */
function golden(name: string, actual: string): string {
  const file = new URL(`../../../golden/cli/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, `${actual}\n`);
  return readFileSync(file, "utf8").slice(0, -1);
}

describe("a tool's result on a terminal", () => {
  for (const [name, { content, width }] of Object.entries(results)) {
    it(verifies("cli.terminal", `The result ${name} is printed as its golden text`), () => {
      const text = formatResult(content, width);
      assert.equal(text, golden(name, text));
    });

    it(
      verifies(
        "cli.terminal",
        `No line of the result ${name} is wider than the terminal, except a document's own lines`,
      ),
      () => {
        const own = JSON.stringify(content);
        const long = formatResult(content, width)
          .split("\n")
          .filter((line) => widthOf(line) > width && !own.includes(line));
        assert.deepEqual(long, []);
      },
    );
  }

  it(verifies("cli.terminal", "Results fit into every terminal from 40 to 200 columns"), () => {
    for (const name of ["rows", "rows-cut", "rows-too-many-columns", "diagnosis", "table-of-objects"])
      for (let width = 40; width <= 200; width += 7)
        for (const line of formatResult(results[name]?.content ?? {}, width).split("\n"))
          assert.ok(widthOf(line) <= width, `${name} at ${width}: ${line}`);
  });

  it(
    verifies("cli.terminal-safe", "Control and invisible characters in names and values of a result are spelled out"),
    () => {
      for (const bad of ["\u001b[2J", "\u0007", "\r", "\u009b1m", "\u202e", "\u200b", "\u3164", "\u2028", "\ud800"]) {
        for (const { content } of Object.values(results)) {
          const text = formatResult(poisoned(content, bad), 80);
          assert.doesNotMatch(text, /[^\n\P{C}]|[\u2028\u3164]/u, JSON.stringify(bad));
          assert.match(text, /\\u\{/);
        }
      }
    },
  );
});

/** The same result with `bad` in each text and each name. */
function poisoned(content: Record<string, unknown>, bad: string): Record<string, unknown> {
  const fields = new Set(["columns", "rows", "name", "status", "offset", "row_count", "title", "text", "url"]);
  const poison = (value: unknown): unknown => {
    if (typeof value === "string") return `a${bad}${value}`;
    if (Array.isArray(value)) return value.map(poison);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [fields.has(name) ? name : `${name}${bad}`, poison(each)]),
    );
  };
  return { ...Object(poison(content)), another: `a${bad}` };
}

describe("the output of `drawbridge call`", () => {
  const rows = results.rows?.content ?? {};
  const printed = (result: Parameters<typeof report>[0], columns: number | null, json = false) => {
    const out: string[] = [];
    report(result, json, { result: (line) => out.push(line), note: () => {}, columns });
    return out.join("\n");
  };
  const result = { content: [{ type: "text", text: JSON.stringify(rows) }], isError: false, structuredContent: rows };

  it(verifies("cli.terminal", "`drawbridge call` prints the result's own text for a program"), () =>
    assert.equal(printed(result, null), JSON.stringify(rows)),
  );

  it(verifies("cli.terminal", "`drawbridge call --json` prints the same JSON on a terminal and into a pipe"), () => {
    assert.equal(printed(result, 80, true), printed(result, null, true));
    assert.deepEqual(JSON.parse(printed(result, 80, true)), result);
  });

  it(verifies("cli.terminal", "`drawbridge call` prints a table on a terminal, without the text that repeats it"), () =>
    assert.equal(printed(result, 80), golden("rows", formatResult(rows, 80))),
  );

  it("`drawbridge call` prints text that is not JSON, and names a block that is not text", () => {
    const content = [{ type: "text", text: "Two pods run." }, { type: "image" }];
    assert.equal(
      printed({ content, isError: false, structuredContent: { pods: 2 } }, 80),
      "Two pods run.\n\n(a block of type image, which --json prints)\n\nPods  2",
    );
  });
});
