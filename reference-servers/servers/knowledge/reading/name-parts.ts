/**
 * Finds the words inside names. To full text search, `spark.sql.shuffle.partitions` and `OutOfMemoryError` are one word
 * each, but people search for "shuffle partitions" and "out of memory". Pure.
 */

/** Maximum characters of a name; a longer word is no name. */
const maxNameChars = 200;
const separators = /[._/:@-]+/;
/** Between `out` and `Of`, and between `HTTP` and `Server`. */
const humps = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** The words inside the names of a text, each once, separated by spaces. */
export interface NameParts {
  /** Names inside a longer name that have parts themselves: the class in `org.example.OutOfMemoryError`. */
  readonly names: string;
  /** The smallest parts. */
  readonly parts: string;
}

/** Takes linear time for any text. */
export function namePartsOf(text: string): NameParts {
  const names = new Set<string>();
  const parts = new Set<string>();
  for (const [name] of text.matchAll(/[\p{L}\p{N}]+(?:[._/:@-]+[\p{L}\p{N}]+)*/gu)) {
    if (name.length > maxNameChars) continue;
    const pieces = name.split(separators);
    for (const piece of pieces) {
      const words = piece.split(humps);
      if (pieces.length === 1 && words.length === 1) continue;
      if (pieces.length > 1 && words.length > 1) names.add(piece.toLowerCase());
      for (const word of words) if (word.length > 1) parts.add(word.toLowerCase());
    }
  }
  return { names: [...names].join(" "), parts: [...parts].join(" ") };
}
