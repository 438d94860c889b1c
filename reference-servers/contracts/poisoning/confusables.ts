/**
 * Characters that look like others, after the idea of Unicode's UTS 39: two names with one skeleton look alike. The table is
 * our own and covers letters that are drawn like Latin ones in common fonts.
 */

/** Latin letter → what looks like it. Lower case; upper-case forms are folded first, where they look alike as well. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: "аɑαᴀ",
  b: "ьƅᏏ",
  c: "сϲᴄⅽ",
  d: "ԁɗⅾ",
  e: "еҽ℮ε",
  f: "ƒſ",
  g: "ɡցģ",
  h: "һհ",
  i: "іıɩιɪ",
  j: "јϳ",
  k: "кκᴋ",
  l: "ӏⅼǀ",
  m: "мⅿᴍ",
  n: "ոпɴ",
  o: "оοօᴏσ",
  p: "рρᴘ",
  q: "ԛզ",
  r: "гᴦʀ",
  s: "ѕꜱ",
  t: "тτᴛ",
  u: "υսʋ",
  v: "ѵνᴠⅴ",
  w: "ԝωᴡѡ",
  x: "хχⅹ",
  y: "уүγʏ",
  z: "ᴢʐ",
};
const latinOf = new Map(
  Object.entries(lookAlikes).flatMap(([latin, others]) => [...others].map((each) => [each, latin])),
);

/** What upper-case letters of other scripts look like. Their lower-case forms differ. */
const upperLatinOf = new Map(
  Object.entries({
    А: "a",
    В: "b",
    Е: "e",
    Н: "h",
    К: "k",
    М: "m",
    О: "o",
    Р: "p",
    С: "c",
    Т: "t",
    Х: "x",
    У: "y",
    Ѕ: "s",
    І: "i",
    Ј: "j",
    Α: "a",
    Β: "b",
    Ε: "e",
    Ζ: "z",
    Η: "h",
    Ι: "i",
    Κ: "k",
    Μ: "m",
    Ν: "n",
    Ο: "o",
    Ρ: "p",
    Τ: "t",
    Υ: "y",
    Χ: "x",
  }),
);

/** `text` in lower case, with compatibility forms and look-alikes of other scripts as the Latin letters that they look like. */
export const folded = (text: string): string =>
  [...text.normalize("NFKC")]
    .map((each) => upperLatinOf.get(each) ?? latinOf.get(each.toLowerCase()) ?? each.toLowerCase())
    .join("");

/** A name without its convention (snake, kebab, camel): "list_tables", "list-tables" and "listTables" are one. */
export const plainName = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[_\-.\s]/g, "");

/** Two names that look alike have one skeleton. */
export const skeleton = (name: string): string =>
  folded(name)
    .replaceAll(/[_\-.\s]/g, "")
    .replaceAll(/[1|!]/g, "l")
    .replaceAll("i", "l")
    .replaceAll("0", "o")
    .replaceAll("5", "s")
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replaceAll("cl", "d");

const scripts = {
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
} as const;

/** Whether a word mixes letters of scripts that look alike. */
export const mixesScripts = (word: string): boolean =>
  Object.values(scripts).filter((script) => script.test(word)).length > 1;
