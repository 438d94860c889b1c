import assert from "node:assert/strict";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import {
  estimateTokens,
  fitInto,
  type Product,
  type ResultCaps,
  TooLarge,
  Truncated,
} from "../../../reference-servers/framework/size-guard.ts";
import { verifies } from "../../support/verifies.ts";

const caps: ResultCaps = { rows: 100, characters: 10_000, tokens: 5_000 };

const rowsOf = (rows: readonly unknown[], rest: object = {}): Product => ({
  output: { rows, ...rest },
  changedRows: null,
  shorten: {
    length: rows.length,
    to: (shown) => ({ output: { rows: rows.slice(0, shown), ...rest }, next: `Ask from ${shown}.` }),
  },
});
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const shownOf = ({ output }: ReturnType<typeof fitInto>) => Truncated.parse(output.truncated);

describe("the size guard", () => {
  it(
    verifies(
      "framework.size-guard",
      "The size guard leaves a result alone that fits, up to the last row and character",
    ),
    () => {
      const product = rowsOf(numbers(100));
      assert.deepEqual(fitInto(product, caps).output, product.output);
      const exact = { ...caps, characters: JSON.stringify(product.output).length };
      assert.equal(fitInto(product, exact).output.truncated, undefined);
      assert.deepEqual(fitInto(rowsOf([]), caps).output, { rows: [] });
    },
  );

  it(
    verifies(
      "framework.size-guard",
      "The size guard shortens to the row cap, and says why, how many rows, and what next",
    ),
    () => {
      const { output, text } = fitInto(rowsOf(numbers(2_500)), caps);
      assert.deepEqual(output, {
        rows: numbers(100),
        truncated: {
          reason: "2,500 entries are more than one result holds (100 entries, 10,000 characters, about 5,000 tokens).",
          shown: 100,
          next: "Ask from 100.",
        },
      });
      assert.equal(text, JSON.stringify(output));
    },
  );

  for (const length of [1, 7, 50, 333, 5_000]) {
    it(
      verifies(
        "framework.size-guard",
        `The size guard takes away no more rows of ${length} characters than the caps require`,
      ),
      () => {
        const rows = numbers(60).map((index) => String(index).padEnd(length, "x"));
        const tight = { ...caps, characters: Math.max(length * 20, 400), tokens: 100_000 };
        const fitted = fitInto(rowsOf(rows), tight);
        assert.ok(fitted.text.length <= tight.characters);
        if (fitted.output.truncated === undefined) return;
        const one = shownOf(fitted).shown + 1;
        const more = { ...rowsOf(rows).shorten?.to(one).output, truncated: { ...shownOf(fitted), shown: one } };
        assert.ok(JSON.stringify(more).length > tight.characters - 4, "another row would have fitted");
      },
    );
  }

  it(
    verifies(
      "framework.size-guard",
      "The size guard counts tokens, so a page of Chinese is longer than one of English",
    ),
    () => {
      const rows = Array.from({ length: 90 }, () => "表".repeat(100));
      const fitted = fitInto(rowsOf(rows), caps);
      assert.ok(shownOf(fitted).shown < 50);
      assert.ok(estimateTokens(fitted.text) <= caps.tokens);
    },
  );

  const texts = {
    numbers: JSON.stringify(Array.from({ length: 200 }, (_, row) => [row * 7_919, row / 7])),
    dates: JSON.stringify(Array.from({ length: 200 }, (_, row) => [`2026-11-21 10:22:${row}.123`, "1234.50"])),
    ids: JSON.stringify(Array.from({ length: 200 }, () => crypto.randomUUID())),
    words: JSON.stringify(Array.from({ length: 200 }, (_, row) => ["BUILDING", `Customer#${row}`, "final accounts"])),
    Chinese: "数据平台的收入指标".repeat(50),
  };
  for (const [what, text] of Object.entries(texts)) {
    it(
      verifies("framework.size-guard", `The size guard estimates the tokens of ${what} near a real tokenizer's count`),
      () => {
        const ratio = estimateTokens(text) / countTokens(text);
        assert.ok(ratio > 0.9 && ratio < 2, `${ratio}`);
      },
    );
  }

  it(
    verifies(
      "framework.size-guard",
      "The size guard reports an error where one entry alone is over the cap, or nothing can be left out",
    ),
    () => {
      const says = (product: Product): string => {
        try {
          fitInto(product, caps);
          return "nothing";
        } catch (error) {
          assert.ok(error instanceof TooLarge);
          return error.message;
        }
      };
      assert.equal(
        says(rowsOf(["x".repeat(20_000), "y"])),
        "the result has 20,017 characters, and one result holds 10,000",
      );
      assert.equal(
        says({ output: { text: "x".repeat(20_000) }, changedRows: null, shorten: null }),
        "the result has 20,011 characters, and one result holds 10,000",
      );
      assert.match(says(rowsOf([1], { rest: "x".repeat(20_000) })), /characters/);
    },
  );

  it(
    verifies("framework.size-guard", "The size guard overwrites what the tool itself said about a longer list"),
    () => {
      const product = rowsOf(numbers(300), { truncated: { reason: "cap + 1", shown: 300, next: "…" } });
      assert.equal(shownOf(fitInto(product, caps)).shown, 100);
      const short = rowsOf(numbers(3), { truncated: { reason: "cap + 1", shown: 3, next: "…" } });
      assert.equal(shownOf(fitInto(short, caps)).reason, "cap + 1");
    },
  );
});
