/**
 * Front matter: the settings that many sites put before a page, in YAML between lines of `---` or in TOML between lines
 * of `+++`. Lines of `---` around anything else are thematic breaks, and stay in the text. Pure.
 */
import { parse as parseToml } from "smol-toml";
import { isAlias, isMap, isScalar, type Node, parseDocument } from "yaml";

export interface FrontMatter {
  /** The document without its settings. */
  readonly text: string;
  /** The title among the settings; null if there is none. */
  readonly title: string | null;
}

/** Maximum characters of settings. A longer block is text. */
const maxChars = 20_000;

/** Settings whose text no parser accepts are recognised by their lines, because many sites have unquoted colons in them. */
export function withoutFrontMatter(source: string): FrontMatter {
  const block = blockAtTop(source);
  const settings = block === null ? null : block.kind === "toml" ? tomlSettings(block.raw) : yamlSettings(block.raw);
  if (block === null || settings === null || !isLikely(block.raw, settings.keys)) return { text: source, title: null };
  const title = settings.title?.trim() ?? "";
  return { text: source.slice(block.end), title: title === "" ? null : title };
}

interface SettingsBlock {
  readonly kind: "yaml" | "toml";
  readonly raw: string;
  /** Where the text after the block starts. */
  readonly end: number;
}

/** The lines between the fence in the first line and the next one. The last line needs no line break. */
function blockAtTop(source: string): SettingsBlock | null {
  const fence = /^(---|\+\+\+)[ \t]*\n/.exec(source);
  if (fence === null) return null;
  const start = fence[0].length;
  const isYaml = fence[1] === "---";
  // The line break before the first line belongs to the part, so that an empty block has an end, too.
  const part = source.slice(start - 1, start + maxChars);
  const closing = (isYaml ? /\n(?:---|\.\.\.)[ \t]*(?:\n|$)/ : /\n\+\+\+[ \t]*(?:\n|$)/).exec(part);
  if (closing === null) return null;
  return {
    kind: isYaml ? "yaml" : "toml",
    raw: part.slice(1, Math.max(1, closing.index + 1)),
    end: start - 1 + closing.index + closing[0].length,
  };
}

interface Settings {
  readonly keys: readonly string[];
  readonly title: string | null;
}

/** Null if the text is no mapping. An alias is followed once and never expanded, so it cannot make the text longer. */
function yamlSettings(raw: string): Settings | null {
  try {
    const document = parseDocument(raw, { uniqueKeys: false, logLevel: "silent" });
    if (document.errors.length > 0) return settingsByLine(raw, ":");
    if (raw.trim() === "") return { keys: [], title: null };
    if (!isMap<Node, Node | null>(document.contents)) return null;
    const pairs = document.contents.items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : "",
      value,
    }));
    const value = pairs.find(({ key }) => isTitle(key))?.value;
    const title = isAlias(value) ? value.resolve(document) : value;
    return {
      keys: pairs.map(({ key }) => key),
      title: isScalar(title) && title.value !== null ? String(title.value) : null,
    };
  } catch {
    // The parser follows nesting by calling itself, so deep nesting ends it.
    return settingsByLine(raw, ":");
  }
}

function tomlSettings(raw: string): Settings | null {
  try {
    const table = parseToml(raw, { maxDepth: 100 });
    const title = Object.entries(table).find(([key]) => isTitle(key))?.[1];
    return { keys: Object.keys(table), title: typeof title === "string" ? title : null };
  } catch {
    return settingsByLine(raw, "=");
  }
}

/** Null if a line is neither a setting, nor a part of one, nor a comment. */
function settingsByLine(raw: string, sign: ":" | "="): Settings | null {
  const keys: string[] = [];
  let title: string | null = null;
  for (const line of raw.split("\n")) {
    const at = line.indexOf(sign);
    const key = line.slice(0, Math.max(0, at)).trim();
    if (/^[\w.-]+$/.test(key) && !/^\s/.test(line)) {
      keys.push(key);
      if (isTitle(key)) title = unquoted(line.slice(at + 1).trim());
    } else if (!/^(?:\s|$|#|-|\[|\]|\}|"""|''')/.test(line)) return null;
  }
  return { keys, title };
}

const isTitle = (key: string): boolean => key.toLowerCase() === "title";
const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;

const usualKeys = new Set(
  "title layout tags date description slug id author authors owner draft status categories permalink weight".split(" "),
);

/**
 * False if the block may be prose between two thematic breaks. Settings have names without spaces. After an empty first
 * line, one of them is a usual name.
 */
const isLikely = (raw: string, keys: readonly string[]): boolean =>
  raw.trim() === "" ||
  (keys.length > 0 &&
    keys.every((key) => /^[\w.@$/-]+$/.test(key)) &&
    (!/^[ \t]*\n/.test(raw) || keys.some((key) => usualKeys.has(key.toLowerCase()))));
