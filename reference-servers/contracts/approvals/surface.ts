/**
 * How one surface writes a sentence about a request: the inbox as HTML, the editor in its language, the command line and
 * the answers to agents as plain text. The sentences are in format.ts; a surface adds its markup, and marks what is invisible.
 */
import { oneLine } from "../visible-text.ts";

/** `Text` is what the surface shows: a string, or markup. */
export interface Surface<Text = string> {
  /** Our own words, in the surface's language. `{0}`, `{1}`… are the places of the values. */
  readonly say: (text: string, ...values: readonly (Text | string | number)[]) => Text;
  /** A person, as display-name.ts writes them. */
  person(name: string): Text;
  /** Other words that a server, an agent or a person wrote, on one line. */
  words(text: string): Text;
  /** A time (ISO 8601) as the reader writes times. */
  time(iso: string): Text;
  number(value: number, maxFractionDigits?: number): string;
}

/** Characters of a name that are shown in a line. */
export const maxNameLength = 60;

/** The same for a person: room for a name and an id (display-name.ts). */
export const maxPersonLength = 100;

/** `text` with its placeholders filled. */
export const filled = (text: string, ...values: readonly (string | number)[]): string =>
  text.replaceAll(/\{(\d+)\}/g, (placeholder, at: string) => String(values[Number(at)] ?? placeholder));

/** English plain text on one line, with times in UTC: for terminals and for models. */
export const plainText: Surface = {
  say: filled,
  person: (name) => oneLine(name, maxPersonLength),
  words: oneLine,
  time: (iso) => `${iso.slice(0, 16).replace("T", " ")} UTC`,
  number: (value, maxFractionDigits = 0) => value.toLocaleString("en", { maximumFractionDigits: maxFractionDigits }),
};
