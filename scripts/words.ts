/**
 * The words that this repository does not use, as data: what to write instead, and why. `npm run check` looks for them in
 * names, comments, strings, test titles and Markdown (words-check.ts). The reader is an engineer whose second language is English.
 */

export interface WordRule {
  /** Also found as a part of a name in camelCase. A blank matches a line break within a comment, too. */
  readonly words: readonly string[];
  readonly instead: string;
  readonly why: string;
}

export const wordRules: readonly WordRule[] = [
  {
    words: ["whoever", "whomever", "nobody", "somebody"],
    instead: 'the person or the part by its name: "the caller", "no user", "another process"',
    why: "The reader has to work out who it is.",
  },
  {
    words: ["whatever"],
    instead: '"any …", "every …" or "regardless of …"',
    why: "It opens a half-sentence that does not say what can vary.",
  },
  { words: ["anew"], instead: '"again" or "a new …"', why: "It is a literary word." },
  { words: ["lately"], instead: '"recently" or the time', why: "It is not the word of any tool that people know." },
  { words: ["mend", "mends", "mended", "mending"], instead: '"fix", "repair" or "correct"', why: "Software is fixed." },
  { words: ["of none"], instead: 'a sentence with "no …" or "not"', why: "It turns the sentence round." },
  {
    words: ["whence", "thereof", "therein", "thereby", "whereby", "hence"],
    instead: '"from which", "of it", "so"',
    why: "They are words of contracts and of old books.",
  },
  {
    words: ["is told", "are told", "was told", "were told", "be told", "been told", "being told"],
    instead: '"learns", "gets", "hears from …", with the part that says it as the subject',
    why: "The passive hides who says it, and by which message.",
  },
  {
    words: ["stands"],
    instead: '"is", "lies", "applies", or "means" for an abbreviation',
    why: "Nothing in a program stands.",
  },
  {
    words: ["whichever", "wherever", "anybody"],
    instead: '"every …", "any …" or the list of the cases',
    why: "It leaves open which cases are meant.",
  },
  {
    words: ["shall", "seldom", "likewise", "in vain", "all the same", "lest", "upon", "thus", "ere"],
    instead:
      '"must" or "will", "rarely", "also", "without effect", "nevertheless", "so that … not", "on", "so", "before"',
    why: "They are words of laws and of old books.",
  },
  {
    words: ["in the place of"],
    instead: '"instead of …"',
    why: "It is read as a location.",
  },
  {
    words: ["patience"],
    instead: '"…TimeoutMs" for a name, "time limit" in a sentence',
    why: "A time limit has a standard name, and its unit belongs in the name.",
  },
  {
    words: ["furnace"],
    instead: "the domain of the fixtures, warehouse orders",
    why: "Fixtures are of an ordinary domain.",
  },
];

/** A rule for the names that a TypeScript file declares. */
export interface NameRule extends Omit<WordRule, "words"> {
  readonly declares: "value" | "type";
  /** Matches a whole name. */
  readonly name: RegExp;
}

/** A field that is stored or crosses a wire is declared by a schema, so no rule for names finds it. */
export const nameRules: readonly NameRule[] = [
  {
    declares: "value",
    name: /told|said|given|asked|kept|seen|known|odd|late/,
    instead: "the noun for what it holds, for example message, request, stored, records or timeout",
    why: "A past participle says what happened to a value, and not what the value is.",
  },
  {
    declares: "value",
    name: /(?:most|soon)[A-Z]\w*/,
    instead: '"max…" for a limit, "…TimeoutMs" or "…IntervalMs" for a time',
    why: "One prefix for limits, and the unit in the name, are what readers look for.",
  },
  {
    declares: "type",
    name: /\w*(?:Desk|Office|Stretch|Parcel)|Way|WayOn|Opening|Companion/,
    instead: "the field's standard word, for example Controller, Session, Request, Transport or NextStep",
    why: "It is a picture that has to be explained, and not the name of a thing.",
  },
];

/** Where a word has to stay. `text` is what contains it; `file` is a path, or null for every file. */
export interface WordException {
  readonly file: string | null;
  readonly text: string;
  readonly reason: string;
}

export const wordExceptions: readonly WordException[] = [
  {
    file: "test/unit/knowledge/reading/notebook.test.ts",
    text: "32mend",
    reason: "A colour code before the word end.",
  },
  { file: null, text: "approvalPatience", reason: "A name in the user's config.json." },
  { file: null, text: "told apart", reason: '"To tell apart" is the plain word for it.' },
  { file: null, text: "routing.patience", reason: "The id of a promise." },
  { file: null, text: "measured-agents.patience", reason: "The id of a promise." },
  {
    file: "test/contract/knowledge/judged/queries.ts",
    text: "whatever the order of keys",
    reason: "A search as a person types it. The measured ranks belong to these words.",
  },
];

/** Files that name the words to speak of them, or to find them in texts of others. */
export const filesAboutWords: readonly string[] = [
  "scripts/words.ts",
  "test/unit/scripts/words-check.test.ts",
  "reference-servers/contracts/poisoning/instruction-phrases.ts",
  "reference-servers/contracts/poisoning/instructions.ts",
];
