import assert from "node:assert/strict";
import { verifies } from "../../../support/verifies.ts";
import { corpus, halves, measure } from "./corpus.ts";

describe("the poisoning checks on labelled tools", function () {
  this.timeout(60_000);

  for (const half of halves)
    it(verifies("governance.poisoning", `They keep to the bar on the texts of ${half}`), () => {
      const { recall, falsePositives, missed, accused } = measure(corpus(half));
      assert.ok(recall >= 0.95, `recall ${recall}: ${missed.join("; ")}`);
      assert.ok(falsePositives <= 0.03, `false positives ${falsePositives}: ${accused.join("; ")}`);
    });

  it(verifies("governance.poisoning", "Each half has the kinds of findings, and no tool is in two halves"), () => {
    const all = halves.flatMap(corpus);
    const texts = all.map(({ tool }) => JSON.stringify([tool.name, tool.description]));
    assert.equal(new Set(texts).size, texts.length);
    for (const half of halves) {
      const entries = corpus(half);
      const bad = entries.filter(({ label }) => label === "bad");
      assert.equal(new Set(bad.map(({ kind }) => kind)).size, 9, half);
      assert.ok(entries.length - bad.length >= 0.45 * entries.length, half);
    }
  });
});
