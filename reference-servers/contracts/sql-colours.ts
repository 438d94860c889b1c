/**
 * A statement in colours: comments, strings, names, numbers, and the keywords that read or change. It only colours, and
 * judges nothing; text that is not SQL also comes out complete. Each coloured piece is isolated, so that right-to-left
 * letters in it reorder nothing outside it.
 */
import { visible } from "./visible-text.ts";

/** Characters that are coloured. The rest of a longer statement is also shown, in one colour. */
const coloured = 64 * 1024;

const changing = new Set(
  "ALTER CALL CREATE DELETE DROP EXECUTE GRANT INSERT MERGE OVERWRITE RENAME REPLACE REVOKE SET TRUNCATE UPDATE".split(
    " ",
  ),
);
const reading = new Set(
  "ALL AND ANY AS ASC BETWEEN BY CASE CAST CROSS CURRENT DATE DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS EXPLAIN FALSE FETCH FILTER FIRST FOLLOWING FOR FROM FULL GROUP GROUPING HAVING IF IN INNER INTERSECT INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT MATCHED NATURAL NOT NULL NULLS OFFSET ON OR ORDER ORDINALITY OUTER OVER PARTITION PRECEDING RANGE RECURSIVE RIGHT ROW ROWS SCHEMA SELECT SETS SHOW TABLE TABLESAMPLE THEN TIMESTAMP TO TRUE TRY_CAST UNBOUNDED UNION UNNEST USING VALUES VIEW WHEN WHERE WINDOW WITH".split(
    " ",
  ),
);

const pieces =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<name>"(?:[^"]|"")*(?:"|$))|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)/giu;

/** Escaped HTML of the whole statement. */
export function sqlInColours(statement: string): string {
  let done = 0;
  let out = "";
  for (const match of statement.slice(0, coloured).matchAll(pieces)) {
    const [text] = match;
    out += visible(statement.slice(done, match.index), "block");
    const colour = colourOf(match.groups ?? {}, text);
    out += colour === null ? visible(text, "block") : `<bdi class="${colour}">${visible(text, "block")}</bdi>`;
    done = match.index + text.length;
  }
  return out + visible(statement.slice(done), "block");
}

function colourOf(groups: Readonly<Record<string, string | undefined>>, text: string): string | null {
  const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
  if (kind !== "word") return kind ?? null;
  const word = text.toUpperCase();
  if (changing.has(word)) return "changing";
  if (reading.has(word)) return "reading";
  // A name in another script is isolated too.
  return /^\w+$/.test(text) ? null : "name";
}
