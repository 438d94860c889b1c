/** Reads single tags and expressions of JSX. Pure. */

/** What was read: what remains of it, and where it ends; null if it is neither a tag nor an expression. */
export interface JsxPart {
  /** Titles of a component are no part of the text around them. */
  readonly kind: "titles" | "inline";
  readonly text: string;
  readonly end: number | null;
  /** How many characters were looked at. */
  readonly cost: number;
}

/** Maximum characters of a tag or an expression. */
const maxChars = 20_000;

/** Attributes whose text components show. */
const shownAttributes = new Set(["title", "label", "heading", "caption", "description", "alt"]);

/**
 * The tag at `start`. Of a component, the text of its titles remains. An element of HTML remains as HTML: it has only
 * its attributes with plain values, and those that hide it.
 */
export function readTag(source: string, start: number): JsxPart {
  const [opening = "", slash = "", name = ""] =
    /^<(\/?)([A-Za-z][\w.-]*)?/.exec(source.slice(start, start + 200)) ?? [];
  let at = start + opening.length;
  if (name === "") return { kind: "inline", text: "", end: source[at] === ">" ? at + 1 : null, cost: 1 };
  const isComponent = /^[A-Z]|\./.test(name);
  const attributes: string[] = [];
  const shown: string[] = [];
  const limit = Math.min(source.length, start + maxChars);
  const unread = (cost: number): JsxPart => ({ kind: "inline", text: "", end: null, cost });
  while (at < limit) {
    const sign = source.charAt(at);
    if (sign === ">" || source.startsWith("/>", at)) {
      const end = at + (sign === ">" ? 1 : 2);
      const cost = end - start;
      if (isComponent) return { kind: "titles", text: shown.join(" "), end, cost };
      const html = `<${slash}${name}${attributes.map((each) => ` ${each}`).join("")}${source.slice(at, end)}`;
      return { kind: "inline", text: html, end, cost };
    }
    if (/\s/.test(sign)) at += 1;
    else if (sign === "{") {
      const end = endOfBraces(source, at, limit);
      if (end === null) return unread(limit - start);
      at = end;
    } else {
      const attribute = readAttribute(source, at, limit);
      if (attribute === null) return unread(at - start + 1);
      if (attribute.end === null) return unread(limit - start);
      at = attribute.end;
      if (isComponent && attribute.isPlain && shownAttributes.has(attribute.name)) shown.push(attribute.value);
      const plain = plainAttribute(attribute);
      if (plain !== null) attributes.push(plain);
    }
  }
  return unread(limit - start);
}

interface Attribute {
  readonly name: string;
  readonly value: string;
  /** Whether the value is a plain text, and not an expression. */
  readonly isPlain: boolean;
  /** Null if the value does not end. */
  readonly end: number | null;
}

/** The attribute at `start`; null if there is none. */
function readAttribute(source: string, start: number, limit: number): Attribute | null {
  const name = /^[A-Za-z_$][\w$:.-]*/.exec(source.slice(start, start + 200))?.[0];
  if (name === undefined) return null;
  const at = start + name.length;
  if (source[at] !== "=") return { name, value: "", isPlain: true, end: at };
  const quote = source.charAt(at + 1);
  if (quote === "{") {
    const end = endOfBraces(source, at + 1, limit);
    return { name, value: source.slice(at + 2, (end ?? limit) - 1), isPlain: false, end };
  }
  if (quote !== '"' && quote !== "'") return null;
  const end = source.slice(0, limit).indexOf(quote, at + 2);
  return { name, value: source.slice(at + 2, end), isPlain: true, end: end === -1 ? null : end + 1 };
}

/** The attribute as HTML; null if HTML needs nothing of it. A style object becomes a style, so that it can still hide. */
function plainAttribute({ name, value, isPlain }: Attribute): string | null {
  if (isPlain) return value === "" ? name : `${name}="${value.replaceAll('"', "&quot;")}"`;
  const expression = value.trim();
  if (name === "hidden" && expression !== "false") return name;
  if (name === "aria-hidden" && expression !== "false") return `${name}="true"`;
  if (name !== "style") return null;
  const style = expression
    .replace(/[{}"'`]/g, "")
    .replaceAll(",", ";")
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `style="${style}"`;
}

/** The expression in braces at `start`. Only the text of a string remains. */
export function readExpression(source: string, start: number): JsxPart {
  const limit = Math.min(source.length, start + maxChars);
  const end = endOfBraces(source, start, limit);
  if (end === null) return { kind: "inline", text: "", end, cost: limit - start };
  const expression = source.slice(start + 1, end - 1).trim();
  const text = /^(["'`])([^"'`$\\]*)\1$/.exec(expression)?.[2] ?? "";
  return { kind: "inline", text, end, cost: end - start };
}

/** The end of the braces that open at `start`; null if they do not close before `limit`. */
function endOfBraces(source: string, start: number, limit: number): number | null {
  let depth = 0;
  for (let at = start; at < limit; at += 1) {
    const sign = source.charAt(at);
    if (sign === "{") depth += 1;
    else if (sign === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (sign === '"' || sign === "'" || sign === "`") {
      const end = endOfString(source, at, limit);
      if (end !== null) at = end;
    } else if (source.startsWith("/*", at)) {
      const end = source.slice(0, limit).indexOf("*/", at + 2);
      if (end === -1) return null;
      at = end + 1;
    }
  }
  return null;
}

/** Where a string ends; null if it does not end in its line, as an apostrophe in prose. */
function endOfString(source: string, start: number, limit: number): number | null {
  const quote = source.charAt(start);
  for (let at = start + 1; at < limit; at += 1) {
    const sign = source.charAt(at);
    if (sign === "\\") at += 1;
    else if (sign === quote) return at;
    else if (sign === "\n" && quote !== "`") return null;
  }
  return null;
}
