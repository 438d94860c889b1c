import assert from "node:assert/strict";
import { readDocument } from "../../../../reference-servers/servers/knowledge/reading/read-document.ts";
import {
  askedCharacters,
  splitScripts,
  storedCharacters,
} from "../../../../reference-servers/servers/knowledge/search/character-runs.ts";
import { otherDocuments } from "../../../contract/knowledge/judged/corpus.ts";
import { ndcg } from "../../../contract/knowledge/judged/ndcg.ts";
import { otherQueries } from "../../../contract/knowledge/judged/queries-of-other-kinds.ts";
import { verifies } from "../../../support/verifies.ts";

interface Splitting {
  readonly stored: (run: readonly string[]) => readonly string[];
  readonly queryWords: (run: readonly string[]) => readonly string[];
}

const pairs: Splitting = { stored: storedCharacters, queryWords: askedCharacters };

const languageOf = (run: string): string =>
  /\p{Script=Hangul}/u.test(run) ? "ko" : /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(run) ? "ja" : "zh";
const dictionaryWords = (run: readonly string[]): readonly string[] => {
  const text = run.join("");
  return [...new Intl.Segmenter(languageOf(text), { granularity: "word" }).segment(text)].map(({ segment }) => segment);
};
const dictionary: Splitting = { stored: dictionaryWords, queryWords: dictionaryWords };

/** The mean nDCG@10 of BM25 over whole documents, with the texts split in one way. */
async function figureOf({ stored, queryWords }: Splitting, kinds: readonly string[]): Promise<number> {
  const latin = (text: string): readonly string[] => text.toLowerCase().match(/[a-z0-9_]+/g) ?? [];
  const documents = [...(await otherDocuments())].map(([name, text]) => {
    const { words, runs } = splitScripts(
      readDocument(name, text)
        .passages.map((passage) => passage.text)
        .join("\n"),
    );
    const terms = [...latin(words), ...runs.flatMap(stored)];
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    return { name, counts, length: terms.length };
  });
  const usual = documents.reduce((sum, { length }) => sum + length, 0) / documents.length;
  const judged = otherQueries.filter(({ kind }) => kinds.includes(kind));
  const scores = judged.map(({ query, answers, helps }) => {
    const { words, runs } = splitScripts(query);
    const terms = new Set([...latin(words), ...runs.flatMap(queryWords)]);
    const ranked = documents
      .map(({ name, counts, length }) => {
        let score = 0;
        for (const term of terms) {
          const hits = counts.get(term) ?? 0;
          const found = documents.filter((document) => document.counts.has(term)).length;
          const rarity = Math.log(1 + (documents.length - found + 0.5) / (found + 0.5));
          score += (rarity * hits * 2.2) / (hits + 1.2 * (0.25 + (0.75 * length) / usual));
        }
        return { name, score };
      })
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score);
    return ndcg(
      ranked.map(({ name }) => name),
      new Map([...answers.map((name) => [name, 2] as const), ...helps.map((name) => [name, 1] as const)]),
    );
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

describe("the characters of Chinese, Japanese and Korean", () => {
  it(
    verifies("knowledge.languages", "Pairs of characters find more than the words of a dictionary (Intl.Segmenter)"),
    async () => {
      const kinds = ["chinese", "japanese", "korean", "mixed"];
      const figures = new Map<string, readonly [number, number]>();
      for (const kind of [kinds, ...kinds.map((each) => [each])])
        figures.set(kind.join(" "), [await figureOf(pairs, kind), await figureOf(dictionary, kind)]);
      for (const [kind, [ofPairs, ofWords]] of figures)
        console.log(`      ${kind}: pairs ${ofPairs.toFixed(3)}, dictionary ${ofWords.toFixed(3)}`);
      const [ofPairs, ofWords] = figures.get(kinds.join(" ")) ?? assert.fail();
      assert.ok(ofPairs > ofWords && ofPairs > 0.9);
    },
  );

  it(verifies("knowledge.languages", "Only the characters of these languages are taken out of a text, in runs"), () => {
    assert.deepEqual(splitScripts("重跑gen-itg后，清零。Done!"), {
      words: " gen-itg , 。Done!",
      runs: [["重", "跑"], ["后"], ["清", "零"]],
    });
    assert.deepEqual(splitScripts("ﾃｽﾄ ＡＢＣ ê ไทย"), { words: "  ABC ê ไทย", runs: [["テ", "ス", "ト"]] });
    assert.deepEqual(splitScripts("ラーメン々𠮷").runs, [["ラ", "ー", "メ", "ン", "々", "𠮷"]]);
    assert.deepEqual(askedCharacters(["清"]), ["清"]);
    assert.deepEqual(askedCharacters(["清", "零", "了"]), ["清零", "零了"]);
    assert.deepEqual(storedCharacters(["清", "零"]), ["清", "零", "清零"]);
  });
});
