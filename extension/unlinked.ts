import { spelledOut } from "@drawbridge/contracts/visible-text";

/**
 * A message of the editor's as it may show words of others: the editor makes links of `[text](target)`, running commands
 * among them, and none of what has no square brackets; and it marks no invisible character, so they are spelled out here.
 */
export const unlinked = (text: string): string => spelledOut(text).replaceAll("[", "(").replaceAll("]", ")");
