/**
 * Names that say that a value is a secret. Engines hide values by their own rules; this is for what a page shows besides a
 * result. Pure.
 */

const secretWords =
  /pass(?:word|wd|phrase)|pwd|secret|token|credential|(?:api|access|private|encryption|signing|account)[_\- ]?key/i;

/** True if a column, a property or a setting with this name usually holds a secret. */
export const isSecretName = (name: string): boolean => secretWords.test(name);

/**
 * A definition with "…" in place of every string literal on a line that names a secret: the default of a column
 * `api_token`, a property `password`, a location that contains one.
 */
export const withoutSecrets = (definition: string): string =>
  definition.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, (quoted, at: number) => {
    if (quoted.startsWith('"')) return quoted;
    const end = definition.indexOf("\n", at + quoted.length);
    const lines = definition.slice(definition.lastIndexOf("\n", at) + 1, end < 0 ? undefined : end);
    return isSecretName(lines) ? "'…'" : quoted;
  });
