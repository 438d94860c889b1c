/**
 * A pseudo-locale: the extension's English texts with brackets, with accents, and longer. A tester sees in it which text
 * is not translated (it has no accents) and which text is cut (its last bracket is missing). Pure.
 */

/** How much longer than English a translation can be. German and Finnish are about 30 % longer. */
const growth = 0.4;

const accents: Readonly<Record<string, string>> = {
  ...{ a: "á", b: "ƀ", c: "ç", d: "ð", e: "é", g: "ĝ", h: "ĥ", i: "í", j: "ĵ", k: "ķ", l: "ļ", n: "ñ", o: "ó", p: "þ" },
  ...{ r: "ŕ", s: "š", t: "ţ", u: "ú", w: "ŵ", y: "ý", z: "ž", A: "Á", B: "Ɓ", C: "Ç", D: "Ð", E: "É", G: "Ĝ", H: "Ĥ" },
  ...{ I: "Í", J: "Ĵ", K: "Ķ", L: "Ļ", N: "Ñ", O: "Ó", P: "Þ", R: "Ŕ", S: "Š", T: "Ţ", U: "Ú", W: "Ŵ", Y: "Ý", Z: "Ž" },
};

/** What a translator leaves as it is: placeholders, icons, the target of a link, code, and addresses. */
const untouched = /\{\d+\}|\$\([\w~-]+\)|\]\((?:command:|https?:)[^)]*\)|`[^`]*`|https?:\/\/[^\s)]+/g;

/** A line that is nothing but a link: a view of the editor makes a button of it. */
const button = /^\[(.+)\](\(command:[^)]*\))$/;

/** One text in the pseudo-locale, line by line. Placeholders, icons, links' targets and code stay as they are. */
export const pseudoText = (text: string): string =>
  text
    .split("\n")
    .map((line) => {
      const [, label, target] = button.exec(line) ?? [];
      return label === undefined ? pseudoLine(line) : `[${pseudoLine(label)}]${target}`;
    })
    .join("\n");

function pseudoLine(text: string): string {
  let at = 0;
  let accented = "";
  for (const { 0: part, index } of text.matchAll(untouched)) {
    accented += withAccents(text.slice(at, index)) + part;
    at = index + part.length;
  }
  accented += withAccents(text.slice(at));
  return `⟦${accented}${filler(Math.ceil(text.length * growth))}⟧`;
}

/** All values of a file of texts, with the same keys. */
export const pseudoLocale = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, pseudoText(text)]));

const withAccents = (text: string): string => text.replaceAll(/[A-Za-z]/g, (letter) => accents[letter] ?? letter);

/** Words of five letters, so that the longer text can break into lines as a translation can. */
function filler(length: number): string {
  const words = " óñéšţ".repeat(Math.ceil(length / 6));
  return words.slice(0, length).trimEnd();
}
