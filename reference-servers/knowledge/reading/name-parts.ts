/**
 * The words inside names: `spark.sql.shuffle.partitions` and `OutOfMemoryError` are one word each to full text, and
 * people ask for "shuffle partitions" and "out of memory". Pure.
 */

/** Each part once, separated by spaces. */
export function nameParts(text: string): string {
  const parts = new Set<string>();
  for (const [name] of text.matchAll(/[\p{L}\p{N}]+(?:[._/:@-]+[\p{L}\p{N}]+)+|\p{L}*\p{Ll}\p{Lu}[\p{L}\p{N}]*/gu)) {
    if (name.length > longestName) continue;
    for (const part of name.split(/[._/:@-]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)) {
      if (part.length > 1) parts.add(part.toLowerCase());
    }
  }
  return [...parts].join(" ");
}

/** What is longer is no name. */
const longestName = 200;
