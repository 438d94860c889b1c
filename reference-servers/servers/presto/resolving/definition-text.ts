/**
 * The query in "CREATE VIEW name (columns) … AS query", the form in which engines print a definition; null for another
 * form. The query starts after the first AS outside of quotes and parentheses.
 */
export function queryAfterAs(created: string): string | null {
  let depth = 0;
  for (const { 0: token, index } of created.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[()]|\bAS\b/gi)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (depth === 0 && /^as$/i.test(token)) return created.slice(index + token.length);
  }
  return null;
}
