/**
 * A definition in lines, so that a comparison shows the column or the clause that differs. Engines that print lines of their
 * own keep them; DuckDB prints everything on one line. Pure.
 */

const indent = "   ";
const token =
  /"(?:[^"]|"")*"|'(?:[^']|'')*'|[(),]|\b(?:AS(?= (?:SELECT|WITH|VALUES|FROM)\b)|FROM|WHERE|GROUP BY|HAVING|QUALIFY|ORDER BY|LIMIT|OFFSET|UNION|INTERSECT|EXCEPT|(?:(?:INNER|LEFT|RIGHT|FULL|CROSS|SEMI|ANTI|ASOF|POSITIONAL|NATURAL) )*JOIN)\b/gi;

export function inLines(definition: string): string {
  const text = definition.trim().replace(/;$/, "");
  if (text.includes("\n")) return text;
  return /^CREATE (?:OR REPLACE )?TABLE\b/i.test(text) ? tableInLines(text) : viewInLines(text);
}

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
