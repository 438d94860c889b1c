/**
 * YAML, for Goose. The `yaml` package reads the text and gives positions. Entries are added and removed as whole lines
 * of text.
 */
import { isMap, isScalar, LineCounter, type Pair, parseDocument, stringify, type YAMLMap } from "yaml";
import { z } from "zod";
import type { Entry } from "../model/agent.ts";
import { malformed } from "../model/errors.ts";
import { type Data, isData } from "./data.ts";
import { indentationAt, lineEndOf, lineStart, nextLine, spliced } from "./lines.ts";
import type { Notation } from "./notation.ts";

export const yaml: Notation = {
  parse(text): Data {
    const content: unknown = documentOf(text).toJS() ?? {};
    if (!isData(content)) throw malformed("is YAML, but not a mapping");
    return content;
  },

  insert(text, key, entries) {
    const { contents } = documentOf(text);
    const pair = isMap(contents) ? pairOf(contents, key) : undefined;
    if (pair === undefined) return appended(text, block({ [key]: entries }, "", lineEndOf(text)));
    const { value } = pair;
    if (!isMap(value)) return spliced(text, [underKey(text, pair, entries)]);
    const last = value.items.at(-1);
    if (last === undefined) return spliced(text, [underKey(text, pair, entries)]);
    if (value.flow === true) {
      const members = Object.entries(entries).map(([name, entry]) => `, ${name}: ${JSON.stringify(entry)}`);
      return spliced(text, [{ at: endOf(last), removed: 0, inserted: members.join("") }]);
    }
    const added = block(entries, indentationAt(text, startOf(last)), lineEndOf(text));
    const at = nextLine(text, endOf(last));
    return appended(text.slice(0, at), added) + text.slice(at);
  },

  remove: (text, key, names) =>
    names.reduce((result, name) => {
      const { contents } = documentOf(result);
      const map = isMap(contents) ? pairOf(contents, key) : undefined;
      const pair = isMap(map?.value) ? pairOf(map.value, name) : undefined;
      return map === undefined || pair === undefined || !isMap(map.value)
        ? result
        : withoutPair(result, map, map.value, pair);
    }, text),
};

function documentOf(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw malformed(`is not valid YAML (line ${lines.linePos(error.pos[0]).line})`);
  return document;
}

const pairOf = (map: YAMLMap<unknown, unknown>, name: string): Pair<unknown, unknown> | undefined =>
  map.items.find(({ key }) => isScalar(key) && key.value === name);

/** The position of a node in a parsed document. The package sets `range` for everything that it has read. */
const Ranged = z.object({ range: z.tuple([z.number(), z.number(), z.number()]) });
const startOf = ({ key }: Pair<unknown, unknown>): number => Ranged.parse(key).range[0];
const endOf = ({ key, value }: Pair<unknown, unknown>): number => {
  const own = Ranged.safeParse(value).data ?? Ranged.parse(key);
  return own.range[1];
};

function block(value: Readonly<Record<string, unknown>>, indentation: string, lineEnd: string): string {
  // One step of indentation is as wide as the first one in the file.
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, indent: indentation.length || 2 })
    .trimEnd()
    .split("\n")
    .map((line) => `${indentation}${line}${lineEnd}`)
    .join("");
}

const appended = (text: string, added: string): string =>
  text === "" || text.endsWith("\n") ? text + added : text + lineEndOf(text) + added;

/** Puts entries below a key that has no entries: they replace an empty value or `{}`. */
function underKey(text: string, { key }: Pair<unknown, unknown>, entries: Readonly<Record<string, Entry>>) {
  const lineEnd = lineEndOf(text);
  const name = Ranged.parse(key).range;
  const colon = text.indexOf(":", name[1]) + 1;
  const emptyValue = /^[ \t]*(\{\s*\}|null|~)?[ \t]*/.exec(text.slice(colon))?.[0] ?? "";
  const rest = text.slice(colon + emptyValue.length, nextLine(text, colon + emptyValue.length)).trim();
  const inner = `${indentationAt(text, name[0])}  `;
  const inserted = `${rest === "" ? "" : ` ${rest}`}${lineEnd}${block(entries, inner, lineEnd)}`;
  return { at: colon, removed: nextLine(text, colon + emptyValue.length) - colon, inserted };
}

function withoutPair(
  text: string,
  { key }: Pair<unknown, unknown>,
  map: YAMLMap<unknown, unknown>,
  pair: Pair<unknown, unknown>,
): string {
  const at = map.items.indexOf(pair);
  const [previous, next] = [map.items[at - 1], map.items[at + 1]];
  if (map.flow === true) {
    const from = previous === undefined ? startOf(pair) : endOf(previous);
    const to = previous === undefined && next !== undefined ? startOf(next) : endOf(pair);
    return spliced(text, [{ at: from, removed: to - from, inserted: "" }]);
  }
  const from = lineStart(text, startOf(pair));
  const own = { at: from, removed: nextLine(text, endOf(pair)) - from, inserted: "" };
  if (map.items.length > 1) return spliced(text, [own]);
  const colon = text.indexOf(":", Ranged.parse(key).range[1]) + 1;
  return spliced(text, [own, { at: colon, removed: 0, inserted: " {}" }]);
}
