import assert from "node:assert/strict";
import { causes } from "../../../reference-servers/servers/spark/causes/all.ts";
import { verifies } from "../../support/verifies.ts";

/** Advice to let a whole job, or a commit of its own, happen once more. */
const runsAgain =
  /\b(run|runs|running|start|starts|try|submit|write|execute)\b[^.;:]{0,24}\b(again|once more|a second time)\b|(?<![.\w])re-?(run|start|submit|execute|try)\w*|\brepeat(s|ed)? (it|the)\b/gi;
/** A client that repeats one request is not a job that runs again. */
const byItself = /\blet the (client|code|table format) $/;
/** What to find out before: whether a write has already happened. */
const checksFirst = /\b(check|look|know)\b[^.]*\b(written|commit|table has|left)\b/i;

interface Advice {
  readonly of: string;
  readonly text: string;
}

const advice: readonly Advice[] = causes.flatMap(({ id, fix, signatures }) => [
  { of: id, text: fix },
  ...signatures.flatMap((signature) => (signature.fix === undefined ? [] : [{ of: id, text: signature.fix }])),
]);

/** The places where advice says to run something again without a check before it. */
const unchecked = (text: string): readonly string[] =>
  [...text.matchAll(runsAgain)]
    .filter(({ index }) => !byItself.test(text.slice(0, index)) && !checksFirst.test(text.slice(0, index)))
    .map(([found]) => found);

describe("the advice for each cause", () => {
  it(
    verifies(
      "spark.harmless-advice",
      "Advice to run a job again says first how to find out whether a write has already happened",
    ),
    () => {
      for (const { of, text } of advice) assert.deepEqual(unchecked(text), [], `${of}: ${text}`);
    },
  );

  it(
    verifies("spark.harmless-advice", "The rule about advice finds advice to run a job again that has no check before"),
    () => {
      for (const harmful of [
        "Run it again: the data changed.",
        "Restart the job.",
        "Wait a minute, then submit the job again.",
        "Retry the commit.",
        "Run it again, then check what was written.",
      ])
        assert.notDeepEqual(unchecked(harmful), [], harmful);
      assert.deepEqual(unchecked("Check first what is already written, then run it again."), []);
    },
  );

  it(
    verifies("spark.harmless-advice", "No advice tells a reader to delete data, or to skip it without its consequence"),
    () => {
      for (const { of, text } of advice) {
        assert.doesNotMatch(
          text,
          /\b(delete|drop|truncate|purge) (the|all|its|that) (data|table|file|folder|output)/i,
          of,
        );
        if (/ignoreCorruptFiles|PERMISSIVE|failOnDataLoss/.test(text))
          assert.match(text, /missing|corrupt records|lost/, of);
      }
    },
  );
});
