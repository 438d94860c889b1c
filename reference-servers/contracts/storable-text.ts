/**
 * Text that every store of the hosted side accepts. Postgres's `text` accepts no NUL, its `jsonb` neither NUL nor an
 * unpaired surrogate, and UTF-8 has no unpaired surrogate at all. Deep in a store, one such character is a database error
 * for every user whose rows are written with it. Therefore text is checked where it arrives: in each JSON body, form and
 * address.
 */

export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** The text with U+FFFD in place of each character that a store refuses: for quoted text that no user can correct. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** At most `length` UTF-16 code units of the text, without half a character at its end. */
export const shortened = (text: string, length: number): string => {
  const prefix = text.slice(0, length);
  return prefix.isWellFormed() || !text.isWellFormed() ? prefix : prefix.slice(0, -1);
};

export type ReadJson =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed" }
  /** One sentence: where in it, and what to do. It quotes only names of fields. */
  | { readonly kind: "unstorable"; readonly why: string; readonly value: unknown };

/** An escape that may mean NUL or half a character. Text without one needs no second check. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/**
 * Reads JSON, and refuses text that a store does not accept. In bytes decoded as UTF-8, such text is possible only as an
 * escape. `storablePart` removes from the value the parts that are not stored as they are.
 */
export function readJson(text: string, storablePart: (value: unknown) => unknown = (value) => value): ReadJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "malformed" };
  }
  const place = suspicious.test(text) || !isStorable(text) ? placeOfUnstorable(storablePart(value)) : null;
  return place === null ? { kind: "json", value } : { kind: "unstorable", why: unstorableText(place), value };
}

/** The message about a text at `place` that holds such a character. */
export const unstorableText = (place: string): string =>
  `The text at ${place} holds a NUL or half a character (an unpaired surrogate), which cannot be kept. Leave it out, and send the text again.`;

/** A value within a JSON value, with the path that leads to it. */
interface Member {
  readonly value: unknown;
  readonly name: string;
  readonly parent: Member | null;
}

/**
 * Where in a JSON value the first text is that a store refuses, as `calls.0.agent`; null where there is none. Names of
 * fields are checked too.
 */
export function placeOfUnstorable(root: unknown): string | null {
  // Its own stack, because a value may be nested deeper than function calls may; a linked list, so that deep nesting
  // costs no more.
  const pending: Member[] = [{ value: root, name: "", parent: null }];
  for (let member = pending.pop(); member !== undefined; member = pending.pop()) {
    const { value } = member;
    if (typeof value === "string" && !isStorable(value)) return placeOf(member);
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (!isStorable(name)) return placeOf({ value: name, name: "a field's name", parent: member });
      pending.push({ value: inner, name, parent: member });
    }
  }
  return null;
}

/** Maximum number of names in the path that is shown. */
const maxNames = 8;

function placeOf(member: Member): string {
  const names: string[] = [];
  let at = member;
  for (; at.parent !== null && names.length < maxNames; at = at.parent) names.unshift(at.name);
  if (names.length === 0) return "the top";
  return at.parent === null ? names.join(".") : `….${names.join(".")}`;
}

/** Whether an address, as it came in a request's first line, holds a NUL. In UTF-8 a NUL can only be written as `%00`. */
export const hasNul = (target: string): boolean => target.includes("%00") || target.includes("\0");
