import assert from "node:assert/strict";
import { sqlInColours } from "@drawbridge/contracts/sql-colours";
import { visible } from "@drawbridge/contracts/visible-text";
import { verifies } from "../../support/verifies.ts";

/** The text that a reader of the HTML sees. */
const read = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

describe("text that others wrote, made visible", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["plain text, accents and other scripts as they are", "Größe Ωmega 数据 данные", "Größe Ωmega 数据 данные"],
    ["markup", `<img src=x onerror="alert('1')">&amp;`, `<img src=x onerror="alert('1')">&amp;`],
    ["a right-to-left override", "a\u202eb", "aU+202Eb"],
    ["isolates and marks", "\u2066x\u2069\u200f\u061c", "U+2066xU+2069U+200FU+061C"],
    ["zero width", "DR\u200bOP\u200d\ufeff\u2060", "DRU+200BOPU+200DU+FEFFU+2060"],
    ["a soft hyphen, and a combining joiner", "DR\u00adOP\u034f", "DRU+00ADOPU+034F"],
    ["tags outside the basic plane", "x\u{e0041}", "xU+E0041"],
    ["variation selectors", "a\ufe0f\u{e0100}", "aU+FE0FU+E0100"],
    ["fillers that look like nothing", "\u3164\u115f\u2800\uffa0", "U+3164U+115FU+2800U+FFA0"],
    ["spaces that look like one", "a\u00a0b\u2003c\u3000d", "aU+00A0bU+2003cU+3000d"],
    ["line and paragraph separators", "a\u2028b\u2029", "aU+2028bU+2029"],
    ["terminal escapes, NUL, DEL and C1", "\u001b[31m\u0000\u007f\u0085", "U+001B[31mU+0000U+007FU+0085"],
    ["half characters and private use", "\ud800\ue000", "U+D800U+E000"],
    ["line breaks and tabs", "a\nb\tc\r", "aU+000AbU+0009cU+000D"],
  ];
  for (const [what, text, expected] of cases) {
    it(verifies("inbox.shown-whole", `A line makes visible or keeps: ${what}`), () => {
      const html = visible(text);
      assert.equal(read(html), expected);
      assert.doesNotMatch(html.replaceAll(/<\/?span[^>]*>/g, ""), /[<>"']/);
    });
  }

  it(
    verifies("inbox.shown-whole", "A statement keeps its line breaks and tabs, and a lone carriage return is marked"),
    () => {
      assert.equal(read(visible("a\r\nb\n\tc\rd", "block")), "a\nb\n\tcU+000Dd");
    },
  );
});

describe("a statement in colours", () => {
  const colours = (sql: string) =>
    [...sqlInColours(sql).matchAll(/<bdi class="(\w+)">(.*?)<\/bdi>/gs)].map(([, colour, text]) => [
      colour,
      read(text ?? ""),
    ]);

  it(
    verifies("inbox.shown-whole", "The colours distinguish words that change, words that read, and what is quoted"),
    () => {
      assert.deepEqual(colours(`delete from "DROP" where a = 'DROP ''x' -- DROP\nand b > 1.5e3 /* DROP */`), [
        ["changing", "delete"],
        ["reading", "from"],
        ["name", '"DROP"'],
        ["reading", "where"],
        ["string", "'DROP ''x'"],
        ["comment", "-- DROP"],
        ["reading", "and"],
        ["number", "1.5e3"],
        ["comment", "/* DROP */"],
      ]);
    },
  );

  it(
    verifies("inbox.shown-whole", "The colours neither lose nor add a character, in closed, open, short and long text"),
    () => {
      for (const sql of [
        "",
        "select 'never closed",
        'select "never closed',
        "/* never closed",
        "select 1 -- to the end",
        "''''\"\"\"\"--/*",
        "<script>alert(1)</script> & 'a' < \"b\"",
        "שלום select עולם",
        `select '${"x".repeat(200_000)}' from t where a = 'b' -- the end`,
        "select 1;\n".repeat(50_000),
      ])
        assert.equal(read(sqlInColours(sql)), sql, sql.slice(0, 40));
    },
  );

  it(
    verifies(
      "inbox.shown-whole",
      "The colours isolate right-to-left letters, so that they reorder nothing outside their word",
    ),
    () => {
      assert.match(sqlInColours("select שלום, 1"), /<bdi class="name">שלום<\/bdi>, <bdi class="number">1<\/bdi>/);
    },
  );

  const pieces = ["'", '"', "/*", "/* ", "-- ", "a", "(", "\u202e", "1.", "'' "];
  const longOf = (piece: string, length: number): string => piece.repeat(Math.floor(length / piece.length));

  it(
    verifies(
      "approvals.bounded",
      "The colours take no longer for one long statement than for short ones with the same text",
    ),
    () => {
      const whole = 256 * 1024;
      /** Milliseconds for a text of length `whole`, in statements of `length` each. */
      const timeOf = (piece: string, length: number): number => {
        const statement = longOf(piece, length);
        return cpuTimeOf(() => {
          for (let done = 0; done < whole; done += length) sqlInColours(statement);
        });
      };
      for (const piece of pieces) {
        // The clock of a thread advances in steps of some milliseconds.
        const shortMs = Math.max(10, timeOf(piece, 4 * 1024));
        // Linear work takes the same time for each; quadratic work takes 16 times as long for the first, and 64 times for
        // the second.
        for (const length of [64 * 1024, whole]) {
          const long = timeOf(piece, length);
          assert.ok(long < 5 * shortMs, `${piece}: ${long} ms by ${length} characters, ${shortMs} ms by 4096`);
        }
      }
    },
  );

  it(
    verifies("approvals.bounded", "The colours take at most 100 times a plain scan for a mebibyte of any text"),
    () => {
      for (const piece of pieces) {
        const statement = longOf(piece, 1024 * 1024);
        const scan = cpuTimeOf(() => {
          let spaces = 0;
          for (const character of statement) if (character === " ") spaces += 1;
          return spaces;
        });
        const cpuMs = cpuTimeOf(() => sqlInColours(statement));
        assert.ok(cpuMs < 100 * scan, `${piece}: ${cpuMs} ms, and ${scan} ms for a scan`);
      }
    },
  );
});

/**
 * Milliseconds of CPU that this thread spends on `work`, the smaller of two runs, so that other programs on the machine
 * do not count.
 */
function cpuTimeOf(work: () => unknown): number {
  const once = (): number => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  };
  return Math.min(once(), once());
}
