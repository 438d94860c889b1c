/**
 * Relatives of failures of public reports: other messages of the same kinds, which no retold log contains. In
 * `families.txt`, `## <cause>` is followed by its messages, one a line, with line breaks and tabs as \\n and \\t.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { causes } from "../../../reference-servers/servers/spark/causes/all.ts";
import { matchesOf } from "../../../reference-servers/servers/spark/diagnosis/cause-matches.ts";
import { verifies } from "../../support/verifies.ts";

const families = readFileSync(new URL("families.txt", import.meta.url), "utf8")
  .split(/^## /m)
  .slice(1)
  .map((block) => {
    const [cause = "", ...messages] = block.trim().split("\n");
    return { cause, messages: messages.map((text) => text.replaceAll("\\n", "\n").replaceAll("\\t", "\t")) };
  });

describe("the families of messages", () => {
  for (const { cause, messages } of families)
    it(verifies("spark.taxonomy", `The other messages of its kind are matched to the cause ${cause}`), () => {
      for (const text of messages) {
        const [best] = matchesOf(
          { text, from: "driver", source: "driver.log:1", at: 0, weight: "given-up", count: 1 },
          causes,
        );
        assert.equal(best?.cause.id, cause, text);
      }
    });
});
