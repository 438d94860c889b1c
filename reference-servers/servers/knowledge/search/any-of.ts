/**
 * The text of a tsquery that matches any of the lexemes. Each lexeme is quoted, so that none is read as an operator
 * (Postgres documentation, 8.11.2).
 */
export const anyOf = (lexemes: readonly string[]): string =>
  lexemes.map((lexeme) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" | ");
