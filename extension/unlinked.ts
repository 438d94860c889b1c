/** The editor's messages make links of `[text](target)`, running commands among them; and none of what has no square brackets. */
export const unlinked = (text: string): string => text.replaceAll("[", "(").replaceAll("]", ")");
