/** The file formats of the agents. A notation edits text and leaves every byte alone that is not the entries' own. */
import type { Entry, NotationName } from "../model/agent.ts";
import type { Data } from "./data.ts";
import { json, jsonc } from "./json.ts";
import { toml } from "./toml.ts";
import { yaml } from "./yaml.ts";

export interface Notation {
  /** Everything a text says; an empty text says nothing. Throws `malformed`. */
  parse(text: string): Data;
  /** The text with these entries below `key`, which has none of their names yet. */
  insert(text: string, key: string, entries: Readonly<Record<string, Entry>>): string;
  /** The text without the entries of these names below `key`. */
  remove(text: string, key: string, names: readonly string[]): string;
}

export const notations: Readonly<Record<NotationName, Notation>> = { json, jsonc, toml, yaml };
