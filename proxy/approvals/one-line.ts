/** Words of servers, agents and people where they stand beside ours: on one line, and nothing in them acts or hides. */

/** Controls, line and paragraph separators, and what reorders or hides text (Unicode Cc, Cf, Zl, Zp, lone surrogates). */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with every such character spelled out, and cut where it is longer than anybody reads. */
export function oneLine(text: string, longest = 300): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(acting, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
