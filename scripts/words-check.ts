/**
 * Looks for the words of words.ts in every file of the repository. `npm run check` fails on each;
 * `node scripts/words-check.ts` shows them all.
 */
import { readFileSync } from "node:fs";
import { repository, sourceFiles } from "../test/support/machine/source-files.ts";
import {
  filesAboutWords,
  type NameRule,
  nameRules,
  type WordException,
  type WordRule,
  wordExceptions,
  wordRules,
} from "./words.ts";

export interface Hit {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly word: string;
  readonly rule: WordRule | NameRule;
}

const checked = /\.(ts|mjs|cjs|js|md)$|\.nls\.json$/;

/** Every hit in one file's text, by line. Pure. */
export function hitsIn(
  file: string,
  text: string,
  rules: readonly WordRule[] = wordRules,
  exceptions: readonly WordException[] = wordExceptions,
): readonly Hit[] {
  const excepted = exceptions
    .filter((exception) => exception.file === null || exception.file === file)
    .flatMap(({ text: exceptedText }) => placesOf(exceptedText, text));
  const hits = rules.flatMap((rule) =>
    [...text.matchAll(patternOf(rule))]
      .filter(({ index, 0: word }) => !excepted.some(([from, to]) => index < to && index + word.length > from))
      .map(({ index, 0: word }) => ({
        ...{ file, line: text.slice(0, index).split("\n").length, rule },
        word: word.replace(/\s+(?:(?:\*|\/\/)\s*)?/g, " "),
      })),
  );
  return hits.sort((a, b) => a.line - b.line);
}

const declarations = {
  value: /^\s*(?:export\s+)?(?:(?:const|let|(?:async\s+)?function)|readonly)\s+(\w+)\b/,
  type: /^\s*(?:export\s+)?(?:abstract\s+)?(?:class|interface|type)\s+(\w+)\b/,
} as const;

/** Every name that a TypeScript file declares against a rule of `nameRules`, by line. Pure. */
export const namesIn = (file: string, text: string): readonly Hit[] =>
  file.endsWith(".ts")
    ? text.split("\n").flatMap((line, index) =>
        nameRules.flatMap((rule) => {
          const word = declarations[rule.declares].exec(line)?.[1];
          const isHit = word !== undefined && new RegExp(`^(?:${rule.name.source})$`).test(word);
          return isHit ? [{ file, line: index + 1, word, rule }] : [];
        }),
      )
    : [];

/** The message about one hit. */
export const describeHit = ({ file, line, word, rule }: Hit): string =>
  `${file}:${line}: "${word}": write ${rule.instead}. ${rule.why}`;

/** The hits of the whole repository, in every file that git tracks or would track. */
export function hitsOfRepository(): readonly Hit[] {
  return sourceFiles()
    .map((file) => file.slice(repository.length))
    .filter((file) => checked.test(file) && !filesAboutWords.includes(file))
    .flatMap((file) => {
      const text = readFileSync(repository + file, "utf8");
      return [...hitsIn(file, text), ...namesIn(file, text)];
    });
}

/** For `npm run check`: prints the hits, and returns true if there are none. */
export function checkWords(print: (line: string) => void): boolean {
  const hits = hitsOfRepository();
  for (const hit of hits) print(describeHit(hit));
  return hits.length === 0;
}

const patterns = new Map<WordRule, RegExp>();

function patternOf(rule: WordRule): RegExp {
  const cached = patterns.get(rule);
  if (cached !== undefined) return cached;
  const alternatives = rule.words.map((word) => {
    const [first = "", rest = ""] = [word.slice(0, 1), word.slice(1).replaceAll(" ", "\\s+(?:(?:\\*|//)\\s*)?")];
    // A word by itself or at the start of a name, or with a capital letter inside a name.
    return `(?:(?<![A-Za-z])[${first}${first.toUpperCase()}]|(?<=[a-z0-9])${first.toUpperCase()})${rest}(?![a-z])`;
  });
  const pattern = new RegExp(alternatives.join("|"), "g");
  patterns.set(rule, pattern);
  return pattern;
}

function placesOf(part: string, text: string): readonly (readonly [number, number])[] {
  const places: [number, number][] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) places.push([at, at + part.length]);
  return places;
}

if (import.meta.main) checkWords(console.log);
