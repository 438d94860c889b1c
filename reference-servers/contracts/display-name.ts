/**
 * The name of a person for people to read. It is shown beside the stable id (person.ts) and decides nothing: a person may
 * choose it at many providers, and may choose that of another one.
 */
import { isStorable } from "./storable-text.ts";

/** Characters of a name that a part keeps, and of one that it shows. */
export const maxDisplayNameLength = 100;
const maxShownLength = 40;

/** The name in a claim's value; null where it holds none. */
export function displayNameOf(value: unknown): string | null {
  if (typeof value !== "string" || !isStorable(value)) return null;
  const name = value
    .slice(0, 4 * maxDisplayNameLength)
    .normalize("NFC")
    .trim();
  return name === "" ? null : name.slice(0, maxDisplayNameLength).toWellFormed();
}

/** Display names by stable id. */
export type DisplayNames = Readonly<Record<string, string>>;

/**
 * "Ada Lindqvist (05ca878d-…)": the name, if there is one, and always the whole id, in the only parentheses. Like every
 * text of others it is shown by way of visible-text.ts.
 */
export function personText(id: string, names: DisplayNames = {}): string {
  const name = Object.hasOwn(names, id) ? names[id] : undefined;
  if (name === undefined || sameText(name, id)) return id;
  const [shown, rest] = [name.slice(0, maxShownLength).toWellFormed(), name.length > maxShownLength ? "…" : ""];
  return `${withoutParentheses(shown)}${rest} (${id})`;
}

/** A name that holds an id in parentheses would look like that person, and one with square brackets like a link. */
const withoutParentheses = (name: string): string => name.replaceAll(/\p{Ps}/gu, "{").replaceAll(/\p{Pe}/gu, "}");

const sameText = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
