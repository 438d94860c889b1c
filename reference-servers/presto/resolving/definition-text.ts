/**
 * The query of "CREATE VIEW name (columns) … AS query", as engines print a definition; null where it is of another
 * form. The first AS outside of quotes and parentheses begins it.
 */
export function queryBehindAs(created: string): string | null {
  let depth = 0;
  for (const { 0: token, index } of created.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[()]|\bAS\b/gi)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (depth === 0 && /^as$/i.test(token)) return created.slice(index + token.length);
  }
  return null;
}
