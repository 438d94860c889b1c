/** Tools that copy the text of another server's tool, so that a model takes one for the other, and tools that speak of one. */
import { plainName } from "./confusables.ts";
import { type CheckedServer, type CheckedTool, excerptOf, type Finding } from "./finding.ts";
import { type Reading, readingOf } from "./reading.ts";
import { textsOf } from "./tool-texts.ts";

/** A shorter text is common to many tools ("Reads a file."). */
const minWords = 7;
/** A shorter one counts where the names are alike as well. */
const minWordsOfNamesakes = 5;
/** Share of pairs of words that two texts have in common. */
const cloneShare = 0.6;
/** Share of another's pairs of words that are in this text. */
const copiedShare = 0.85;

/** The first tool of another server whose description this tool copies. */
export function clonedTool(tool: CheckedTool, others: readonly CheckedServer[]): readonly Finding[] {
  const own = pairsOf(tool.description ?? "");
  for (const { name: server, tools } of others)
    for (const other of tools) {
      const theirs = pairsOf(other.description ?? "");
      const words = areNamesakes(tool.name, other.name) ? minWordsOfNamesakes : minWords;
      if (Math.min(own.size, theirs.size) < words - 1) continue;
      const common = [...own].filter((pair) => theirs.has(pair)).length;
      if (common / (own.size + theirs.size - common) < cloneShare && common / theirs.size < copiedShare) continue;
      const what = `The description copies the one of ${other.name} of the server ${server}.`;
      const excerpt = excerptOf(tool.description ?? "");
      return [{ tier: "hard", kind: "clone", tool: tool.name, where: "/description", what, excerpt }];
    }
  return [];
}

function areNamesakes(name: string, other: string): boolean {
  const [one, two] = [plainName(name), plainName(other)];
  return one.includes(two) || two.includes(one);
}

function pairsOf(text: string): ReadonlySet<string> {
  const words =
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(1).map((word, index) => `${words[index]} ${word}`));
}

/** A name that no one writes by chance: of two words or more. */
const isDistinctive = (name: string): boolean => /^[\p{L}\p{N}]+[_\-.][\p{L}\p{N}]|\p{Ll}\p{Lu}/u.test(name);

const directive =
  /\b(?:call|calls|use|used|using|set|run|rewrite|replace|redirect|before|after|when|whenever|instead|first|always|never|must|paste|pass|not|every|each)\b/;

/** Texts that name a tool of another server: hard where they say how it is to be used. */
export function foreignTools(
  tool: CheckedTool,
  own: readonly CheckedTool[],
  others: readonly CheckedServer[],
): readonly Finding[] {
  const ownNames = new Set(own.map(({ name }) => name.toLowerCase()));
  const names = others.flatMap(({ name: server, tools }) =>
    tools.flatMap(({ name }) => (isDistinctive(name) && !ownNames.has(name.toLowerCase()) ? [{ server, name }] : [])),
  );
  const [found] = textsOf(tool).flatMap(({ where, role, raw }) =>
    role === "name"
      ? []
      : names.flatMap((each) => mention(readingOf(raw), each.name).map((found) => ({ ...found, ...each, where }))),
  );
  if (found === undefined) return shadowed(tool, ownNames);
  const { tier, server, name, where, excerpt } = found;
  const what = `It ${tier === "hard" ? "says how to use" : "names"} ${name} of the server ${server}.`;
  return [{ tier, kind: "foreign-tool", tool: tool.name, where, what, excerpt }];
}

/** Says what happens when a tool that is not this server's own is called, whether or not it is known here. */
const shadows =
  /\b(?:when|whenever|before|after|if|each time|every time)(?: ever)? (?:the )?([a-z]+_[a-z_]+|[a-z]+-[a-z-]+)(?: tool)? (?:is|gets|was) (?:used|called|invoked|run)\b|\b(?:supersedes?|shadows?|overrides?|impersonates?) (?:the )?([a-z]+_[a-z_]+)\b|\bthe ([a-z]+_[a-z_]+) tool\b[^.]{0,80}\b(?:replace|reroute|redirect|discard|distrust)\b/;

function shadowed(tool: CheckedTool, ownNames: ReadonlySet<string>): readonly Finding[] {
  for (const { where, role, raw } of textsOf(tool)) {
    if (role === "name") continue;
    for (const sentence of readingOf(raw).sentences) {
      const name = shadows
        .exec(sentence)
        ?.slice(1)
        .find((each) => each !== undefined);
      if (name === undefined || ownNames.has(name)) continue;
      const what = "It says how a tool is to be used that is not of this server.";
      return [{ tier: "hard", kind: "foreign-tool", tool: tool.name, where, what, excerpt: excerptOf(sentence) }];
    }
  }
  return [];
}

function mention({ sentences }: Reading, name: string): readonly Pick<Finding, "tier" | "excerpt">[] {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_-])${escapedPattern(name.toLowerCase())}(?![\\p{L}\\p{N}_-])`, "u");
  const sentence = sentences.find((each) => word.test(each));
  if (sentence === undefined) return [];
  return [{ tier: directive.test(sentence) ? "hard" : "soft", excerpt: excerptOf(sentence) }];
}

/** Node 22 has no RegExp.escape. */
const escapedPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
