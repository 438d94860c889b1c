/** Tools whose effect, annotations, name and description do not agree. Agents call what says that it reads without asking. */
import type { Effect } from "../access.ts";
import { type CheckedTool, excerptOf, type Finding } from "./finding.ts";

const destroys: readonly string[] = [
  "delete",
  "drop",
  "remove",
  "purge",
  "destroy",
  "truncate",
  "wipe",
  "erase",
  "terminate",
  "kill",
  "revoke",
  "uninstall",
  "overwrite",
  "shred",
  "clear",
  "flush",
  "evict",
  "unlink",
  "nuke",
];
const changes: readonly string[] = [
  "create",
  "update",
  "insert",
  "write",
  "send",
  "upload",
  "edit",
  "modify",
  "rename",
  "move",
  "publish",
  "deploy",
  "restart",
  "cancel",
  "approve",
  "merge",
  "commit",
  "push",
  "grant",
  "assign",
  "install",
  "disable",
  "enable",
  "append",
  "rotate",
  "transfer",
  "pay",
  "refund",
  "invite",
  "schedule",
  "archive",
  "restore",
  "rollback",
  "reset",
  "replace",
  "patch",
  "sync",
  "import",
  "reply",
  "forward",
];
/** A name that begins with one of these reads, also where a later word is a verb ("list_deleted_pages", "plan_delete"). */
const looks: readonly string[] = [
  "get",
  "list",
  "read",
  "search",
  "find",
  "describe",
  "show",
  "fetch",
  "query",
  "check",
  "count",
  "preview",
  "plan",
  "validate",
  "explain",
  "view",
  "lookup",
  "compare",
  "is",
  "has",
  "can",
  "export",
  "download",
  "summarize",
  "summarise",
  "estimate",
  "simulate",
  "dry",
  "inspect",
  "analyze",
  "analyse",
  "browse",
  "watch",
  "test",
  "verify",
  "suggest",
  "draft",
  "scan",
  "strip",
  "diff",
  "calculate",
  "compute",
  "render",
  "generate",
  "format",
  "convert",
  "parse",
];

/** A name that ends with one of these is about a thing ("update_log"), not about doing it. */
const things: readonly string[] = [
  "log",
  "logs",
  "history",
  "status",
  "index",
  "stats",
  "statistics",
  "report",
  "count",
  "info",
  "plan",
  "preview",
  "analytics",
  "metrics",
  "policy",
  "policies",
];

/** What a tool works on in memory: no one loses a text that is truncated for an answer. */
const texts: readonly string[] = [
  "text",
  "string",
  "sentence",
  "story",
  "poem",
  "word",
  "words",
  "numbers",
  "lines",
  "whitespace",
  "comments",
  "placeholders",
  "html",
  "markdown",
  "prose",
  "summary",
  "draft",
  "duplicates",
  "stopwords",
  "code",
  "sql",
  "json",
];

type Strength = "read" | "write" | "destructive";

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_")
    .toLowerCase()
    .split(/[^a-z]+/);

/** The first word of a name that says what it does. */
function strengthOfName(name: string): Strength | null {
  const words = wordsOf(name);
  if ([...things, ...texts].includes(words.at(-1) ?? "")) return null;
  for (const [index, word] of words.entries()) {
    // A verb comes first, or after the name of a product; a later one is part of what it is about.
    if (index > 1) return null;
    if (looks.includes(word)) return "read";
    if (destroys.includes(word)) return index === words.length - 1 && index > 0 ? null : "destructive";
    if (changes.includes(word)) return index === words.length - 1 && index > 0 ? null : "write";
  }
  return null;
}

/** A description that begins with such a verb, or that warns of an end that cannot be undone. */
const saysDestroys =
  /^(?:this (?:tool |will |tool will )?)?(?:permanently |irreversibly |immediately )*(?:deletes?|drops?|purges?|wipes?|erases?|truncates?|destroys?|terminates?|revokes?|uninstalls?)\b/i;
const saysForever =
  /\b(?:permanently|irreversibly) (?:delet|remov|eras|destroy|wip|purg|drop)\w*|\b(?:delet|remov|eras|destroy|wip|purg)\w* [^.]{0,60}\b(?:permanently|irreversibly|cannot be undone|can not be undone)\b/i;
const saysSends =
  /^(?:this (?:tool )?)?(?:sends?|publishes|posts|uploads?|writes?|creates?|updates?|modif(?:y|ies)|inserts?|deploys?|restarts?|replaces?)\b/i;
/** It changes only the text that it was handed. */
const onlyInAnswer =
  /^truncates? (?:an? |the )?(?:text|string|list|output|number)|\b(?:returns?|from (?:a|the|your|given) (?:text|string|list|input|code|document)|given (?:text|string|list)|without (?:saving|storing|sending|running|changing)|nothing is (?:saved|stored|sent|changed|deleted)|draft|preview|dry run|simulat)/i;

export function contradictions(tool: CheckedTool): readonly Finding[] {
  const found = [amongAnnotations(tool), ofAnnotationsToEffect(tool), ofWordsToEffect(tool)].find(
    (each) => each !== null,
  );
  return found === undefined || found === null ? [] : [found];
}

const at = ({ name }: CheckedTool, tier: Finding["tier"], where: string, what: string, excerpt: string): Finding => ({
  ...{ tier, kind: "contradiction", tool: name, where, what },
  excerpt: excerptOf(excerpt),
});

function amongAnnotations(tool: CheckedTool): Finding | null {
  const { readOnlyHint, destructiveHint } = tool.annotations ?? {};
  return readOnlyHint === true && destructiveHint === true
    ? at(
        tool,
        "hard",
        "/annotations",
        "Its annotations say that it only reads, and that it destroys.",
        JSON.stringify(tool.annotations),
      )
    : null;
}

function ofAnnotationsToEffect(tool: CheckedTool): Finding | null {
  const { effect, annotations } = tool;
  if (effect === undefined || annotations === undefined) return null;
  const says = (what: string): Finding => at(tool, "hard", "/annotations", what, JSON.stringify(annotations));
  if (effect !== "read" && annotations.readOnlyHint === true)
    return says(`Its effect is ${effect}, and its annotations say that it only reads.`);
  if (effect === "destructive" && annotations.destructiveHint === false)
    return says("Its effect is destructive, and its annotations deny it.");
  if (effect === "read" && annotations.destructiveHint === true)
    return says("Its effect is read, and its annotations say that it destroys.");
  return null;
}

function ofWordsToEffect(tool: CheckedTool): Finding | null {
  const effect = tool.effect ?? effectOfAnnotations(tool);
  if (effect === null) return null;
  const description = (tool.description ?? "").trim();
  const inAnswer = onlyInAnswer.test(description);
  const byName = strengthOfName(tool.name);
  const meansIt = byName === "destructive" || (byName === "write" && saysAsMuch(tool.name, description));
  if (effect === "read" && meansIt && !inAnswer)
    return at(
      tool,
      byName === "destructive" ? "hard" : "soft",
      "/name",
      "Its name changes something, and it says that it only reads.",
      tool.name,
    );
  const destroyed = saysForever.test(description) || (saysDestroys.test(description) && !inAnswer);
  if (effect !== "destructive" && destroyed && byName !== "read" && !onlyWrites(effect, description))
    return at(
      tool,
      effect === "read" ? "hard" : "soft",
      "/description",
      `Its description destroys something, and its effect is ${effect}.`,
      description,
    );
  if (effect === "read" && byName !== "read" && saysSends.test(description) && !inAnswer)
    return at(
      tool,
      "soft",
      "/description",
      "Its description changes something, and it says that it only reads.",
      description,
    );
  return null;
}

/** "Creates a user" beside `create_user`: the verb is one in the description too, and no noun ("Edit distance of two words"). */
function saysAsMuch(name: string, description: string): boolean {
  const [verb = "", after = ""] = description.toLowerCase().split(/\s+/);
  const stem = verb.slice(0, 4);
  const isVerb = stem.length === 4 && wordsOf(name).some((word) => word.startsWith(stem));
  return isVerb && /^(?:an?|the|all|one|its|their|this|that|new|several|each|every|some|up|any|\w+s)$/.test(after);
}

/** A write may delete what it can bring back; only an end for ever is more than a write. */
const onlyWrites = (effect: Effect, description: string): boolean =>
  effect === "write" && !saysForever.test(description);

const effectOfAnnotations = ({ annotations }: CheckedTool): Effect | null =>
  annotations?.readOnlyHint === true ? "read" : null;
