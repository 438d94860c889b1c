/** The file formats of the agents. A notation edits a text and changes only the bytes of the entries. */
import type { Entry, NotationName } from "../model/agent.ts";
import type { Data } from "./data.ts";
import { json, jsonc } from "./json.ts";
import { toml } from "./toml.ts";
import { yaml } from "./yaml.ts";

export interface Notation {
  /** The content of a text; an empty text has no content. Throws `malformed`. */
  parse(text: string): Data;
  /** Adds these entries below `key`. The text must have no entry of these names there. */
  insert(text: string, key: string, entries: Readonly<Record<string, Entry>>): string;
  /** Removes the entries of these names below `key`. */
  remove(text: string, key: string, names: readonly string[]): string;
}

export const notations: Readonly<Record<NotationName, Notation>> = { json, jsonc, toml, yaml };
