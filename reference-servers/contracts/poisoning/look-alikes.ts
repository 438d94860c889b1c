/** Names that look like other names: letters of two scripts in one word, and names that resemble another server's tool. */
import { folded, mixesScripts, plainName, skeleton } from "./confusables.ts";
import {
  type CheckedServer,
  type CheckedTool,
  excerptOf,
  type Finding,
  type TextFinding,
  type TextRole,
} from "./finding.ts";

/** Greek letters are units and symbols in prose ("µs", "Δt"), so there only Cyrillic beside Latin counts. */
const mixedProse = /\p{Script=Latin}\p{Script=Cyrillic}|\p{Script=Cyrillic}\p{Script=Latin}/u;
const minProseWord = 4;

/** Words of one text that mix scripts. */
export function mixedScripts(raw: string, role: TextRole): readonly TextFinding[] {
  const isName = role === "name";
  const word = (raw.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).find((each) =>
    isName ? mixesScripts(each) || isWide(each) : each.length >= minProseWord && mixedProse.test(each),
  );
  if (word === undefined) return [];
  const what = `The ${isName ? "name" : "word"} mixes letters that look alike and are not the same.`;
  return [{ tier: isName ? "hard" : "soft", kind: "look-alike", what, excerpt: excerptOf(word) }];
}

/** Full-width and mathematical letters, which are drawn like plain ones. */
const isWide = (word: string): boolean => /[\uff21-\uff5a\u{1d400}-\u{1d7ff}]/u.test(word);

/** Whether the tool's name resembles the name of a tool of another server, and is not the same one. */
export function resemblingNames(tool: CheckedTool, others: readonly CheckedServer[]): readonly Finding[] {
  for (const { name: server, tools } of others)
    for (const other of tools) {
      const tier = resemblance(tool.name, other.name);
      if (tier === null) continue;
      const what = `The name looks like ${other.name} of the server ${server}, and is another one.`;
      return [{ tier, kind: "look-alike", tool: tool.name, where: "/name", what, excerpt: excerptOf(tool.name) }];
    }
  return [];
}

const minSlipLength = 8;

function resemblance(name: string, other: string): Finding["tier"] | null {
  const [one, two] = [plainName(name), plainName(other)];
  if (one === two) return name.normalize("NFKC") === name ? null : "hard";
  if (skeleton(name) === skeleton(other)) return "hard";
  const [left, right] = [folded(one), folded(two)];
  return left.length >= minSlipLength && right.length >= minSlipLength && isSlip(left, right) ? "soft" : null;
}

/** One name is the other with a typing slip: two neighbours swapped, or a letter left out or doubled before the last one. */
function isSlip(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  if (short.length === long.length) {
    const swapped = long.slice(0, start) + (long[start + 1] ?? "") + (long[start] ?? "") + long.slice(start + 2);
    return start < long.length - 1 && swapped === short;
  }
  const isWithin = start > 0 && start < short.length - 1;
  return isWithin && short === long.slice(0, start) + long.slice(start + 1) && /\p{L}/u.test(long[start] ?? "");
}
