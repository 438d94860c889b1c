/**
 * Cedar text that only narrows: statements that forbid what terms do not admit. They come before a server's own policy, so
 * that no unfinished text of the server can take them into a string or a comment of its own.
 */
import type { Terms } from "./terms.ts";

/** `own` with the statements that narrow it to `terms` and to these tools of the server. */
export const narrowedPolicy = (own: string, server: string, tools: readonly string[], terms: Terms): string =>
  `${forbids(server, tools, terms).join("\n")}\n\n${own}\n`;

function forbids(
  server: string,
  tools: readonly string[],
  { groups, surfaces, environments }: Terms,
): readonly string[] {
  const resources = tools.map((tool) => `Tool::${cedarString(`${server}/${tool}`)}`);
  return [
    forbid("only approved tools may be called", `resource in [${resources.join(", ")}]`, resources.length),
    ...(groups === null
      ? []
      : [
          forbid(
            "the reviews admit other groups",
            `principal in [${groups.map((group) => `Group::${cedarString(group)}`).join(", ")}]`,
            groups.length,
          ),
        ]),
    ...(surfaces === null ? [] : [oneOf("the reviews admit other kinds of applications", "surface", surfaces)]),
    ...(environments === null ? [] : [oneOf("the reviews admit other environments", "environment", environments)]),
  ];
}

const oneOf = (reason: string, attribute: string, values: readonly string[]): string =>
  forbid(reason, `[${values.map(cedarString).join(", ")}].contains(context.${attribute})`, values.length);

/** An empty list admits nothing. */
const forbid = (reason: string, unless: string, admitted: number): string =>
  `@reason(${cedarString(reason)})\nforbid (principal, action, resource)${admitted === 0 ? "" : `\nunless { ${unless} }`};`;

/** A string literal of Cedar. Every character but plain ASCII is escaped, so that no name can end the literal. */
const cedarString = (text: string): string =>
  `"${[...text].map((character) => (/[A-Za-z0-9 _/.:@-]/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)).join("")}"`;
