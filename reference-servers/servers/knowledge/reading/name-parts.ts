/**
 * Finds the words inside names. To full text search, `spark.sql.shuffle.partitions` and `OutOfMemoryError` are one word
 * each, but people search for "shuffle partitions" and "out of memory". Pure.
 */

/** Returns each part once, separated by spaces. */
export function nameParts(text: string): string {
  const parts = new Set<string>();
  for (const [name] of text.matchAll(/[\p{L}\p{N}]+(?:[._/:@-]+[\p{L}\p{N}]+)+|\p{L}*\p{Ll}\p{Lu}[\p{L}\p{N}]*/gu)) {
    if (name.length > maxNameChars) continue;
    for (const part of name.split(/[._/:@-]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)) {
      if (part.length > 1) parts.add(part.toLowerCase());
    }
  }
  return [...parts].join(" ");
}

/** Maximum characters of a name; a longer word is no name. */
const maxNameChars = 200;
