/**
 * A definition in lines, so that a comparison shows the column or the clause that differs: what an engine prints and what a
 * person wrote come to the same layout. Pure.
 */

const indent = "   ";
const token =
  /"(?:[^"]|"")*"|'(?:[^']|'')*'|[(),]|\b(?:AS(?= (?:SELECT|WITH|VALUES|FROM)\b)|FROM|WHERE|GROUP BY|HAVING|QUALIFY|ORDER BY|LIMIT|OFFSET|UNION|INTERSECT|EXCEPT|(?:(?:INNER|LEFT|RIGHT|FULL|CROSS|SEMI|ANTI|ASOF|POSITIONAL|NATURAL) )*JOIN)\b/gi;

export function inLines(definition: string): string {
  const text = onOneLine(definition).replace(/;$/, "");
  return /^CREATE (?:OR REPLACE )?TABLE\b/i.test(text) ? tableInLines(text) : viewInLines(text);
}

const keyword =
  /^(?:create|or|replace|materialized|view|table|security|invoker|definer|as|with|select|distinct|from|where|group|order|by|having|limit|offset|union|all|intersect|except|inner|left|right|full|cross|natural|outer|join|on|using|and|not|in|is|null|like|between|case|when|then|else|end|values|asc|desc)$/i;

/** Without comments, with one space between words and with keywords in capitals. Text in quotes stays as it is. */
const onOneLine = (text: string): string =>
  text
    .replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|--[^\n]*|\/\*.*?\*\/|\s+|[\p{L}\p{N}_]+|[(),.]/gsu, (part) => {
      if (/^(?:--|\/\*|\s)/.test(part)) return " ";
      return keyword.test(part) ? part.toUpperCase() : part;
    })
    .replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'| +(?=[),]| |$)|(?<=\() +|^ +/g, (part) => (/^ /.test(part) ? "" : part));

/** A line for each column and constraint. */
function tableInLines(text: string): string {
  let depth = 0;
  return text
    .replaceAll(token, (part) => {
      if (part === "(") {
        depth += 1;
        return depth === 1 ? `(\n${indent}` : part;
      }
      if (part === ")") {
        depth -= 1;
        return depth === 0 ? "\n)" : part;
      }
      return part === "," && depth === 1 ? `,\n${indent}` : part;
    })
    .replaceAll(/^ {4,}/gm, indent);
}

/** A line for each clause and each column of the outermost query. */
function viewInLines(text: string): string {
  let depth = 0;
  let started = false;
  const broken = text.replaceAll(token, (part) => {
    if (part === "(") depth += 1;
    else if (part === ")") depth -= 1;
    else if (depth > 0 || /^["']/.test(part)) return part;
    else if (/^as$/i.test(part)) {
      const first = !started;
      started = true;
      return first ? `${part}\n` : part;
    } else if (started) return part === "," ? `,\n${indent}` : `\n${part}`;
    return part;
  });
  return broken
    .split("\n")
    .map((line) => (line.startsWith(indent) ? `${indent}${line.trim()}` : line.trim()))
    .join("\n");
}
