/** Texts that others wrote, in messages of the editor. Pure. */
import { spelledOut } from "@drawbridge/contracts/visible-text";

/**
 * A text by others, made safe for a message of the editor. The editor makes links of `[text](target)`, also links that run
 * commands, so square brackets are replaced. It does not mark invisible characters, so they are spelled out here.
 */
export const unlinked = (text: string): string => spelledOut(text).replaceAll("[", "(").replaceAll("]", ")");
