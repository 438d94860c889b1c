/**
 * Text that every store of the hosted side takes. Postgres's `text` has no NUL, its `jsonb` neither that nor an unpaired
 * surrogate, and UTF-8 has no unpaired surrogate at all. One such character deep in a store is an error of the database
 * for everybody whose rows are written with it, so text is checked where it arrives: each JSON body, form and address.
 */

import { z } from "zod";

export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** The text with U+FFFD in place of each character that no store takes: for text that is quoted and that nobody can correct. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** At most `length` UTF-16 code units of the text, and no half character at its end. */
export const shortened = (text: string, length: number): string => {
  const cut = text.slice(0, length);
  return cut.isWellFormed() || !text.isWellFormed() ? cut : cut.slice(0, -1);
};

/** A text that every store takes. */
export const StorableText = z.string().refine(isStorable, "holds a NUL or half a character");

export type ReadJson =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed" }
  /** One sentence: where in it, and what to do. It quotes nothing but names of fields. */
  | { readonly kind: "unstorable"; readonly why: string; readonly value: unknown };

/** An escape that may stand for NUL or for half a character: text without one needs no second look. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/**
 * Reads JSON, and refuses text that no store takes. Bytes decoded as UTF-8 hold such text only as an escape. `kept` leaves
 * out of the value what is kept nowhere as it is.
 */
export function readJson(text: string, kept: (value: unknown) => unknown = (value) => value): ReadJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "malformed" };
  }
  const place = suspicious.test(text) || !isStorable(text) ? placeOfUnstorable(kept(value)) : null;
  return place === null ? { kind: "json", value } : { kind: "unstorable", why: unstorableText(place), value };
}

/** What is said of a text at `place` that holds such a character. */
export const unstorableText = (place: string): string =>
  `The text at ${place} holds a NUL or half a character (an unpaired surrogate), which cannot be kept. Leave it out, and send the text again.`;

/** A value within a JSON value, by what leads to it. */
interface Member {
  readonly value: unknown;
  readonly name: string;
  readonly parent: Member | null;
}

/** Where the first text is in a JSON value that no store takes, as `calls.0.agent`; null where there is none. Names of fields count too. */
export function placeOfUnstorable(root: unknown): string | null {
  // A stack of its own, since a value may nest deeper than calls may; linked, so that deep nesting costs no more.
  const left: Member[] = [{ value: root, name: "", parent: null }];
  for (let member = left.pop(); member !== undefined; member = left.pop()) {
    const { value } = member;
    if (typeof value === "string" && !isStorable(value)) return placeOf(member);
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (!isStorable(name)) return placeOf({ value: name, name: "a field's name", parent: member });
      left.push({ value: inner, name, parent: member });
    }
  }
  return null;
}

/** Names shown of what leads to a value. */
const mostNames = 8;

function placeOf(member: Member): string {
  const names: string[] = [];
  let at = member;
  for (; at.parent !== null && names.length < mostNames; at = at.parent) names.unshift(at.name);
  if (names.length === 0) return "the top";
  return at.parent === null ? names.join(".") : `….${names.join(".")}`;
}

/** Whether an address as it came in a request's first line holds a NUL: UTF-8 allows one only as `%00`. */
export const hasNul = (target: string): boolean => target.includes("%00") || target.includes("\0");
