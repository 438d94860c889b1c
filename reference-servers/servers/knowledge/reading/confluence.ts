/**
 * The elements of Confluence's storage format, which its exports and its API contain inside HTML
 * (Confluence documentation, "Confluence Storage Format"). Pure.
 */

/** Whether a document is in this format. It is XML, so its elements may end with "/>". */
export const isStorageFormat = (source: string): boolean => /<(?:ac|ri):[a-z]/.test(source);

/** Elements that the page does not show. */
const hidden = new Set([
  "ac:task-id",
  "ac:task-uuid",
  "ac:task-status",
  "ac:placeholder",
  "ac:adf-attribute",
  "ac:adf-fallback",
]);
const blocks = new Set([
  "ac:structured-macro",
  "ac:macro",
  "ac:rich-text-body",
  "ac:layout-section",
  "ac:layout-cell",
  "ac:adf-content",
]);

export type StorageRole = "hidden" | "block" | "code" | "language" | "list-item" | "link" | "inline";

/** What the element does on the page. Of a macro's parameters, people see the title alone. */
export function roleInStorage(name: string, attributes: Readonly<Record<string, string>>): StorageRole {
  if (hidden.has(name)) return "hidden";
  if (blocks.has(name)) return "block";
  if (name === "ac:plain-text-body") return "code";
  if (name === "ac:task-body") return "list-item";
  if (name === "ac:link") return "link";
  if (name !== "ac:parameter") return "inline";
  const parameter = attributes["ac:name"];
  return parameter === "title" ? "block" : parameter === "language" ? "language" : "hidden";
}

/** The text that the page shows for an element without content: a date, the text of an image, a page's or file's name. */
export const textOfEmpty = (name: string, attributes: Readonly<Record<string, string>>): string =>
  (name === "time" ? attributes.datetime : undefined) ??
  attributes["ac:alt"] ??
  (name === "ri:page" ? attributes["ri:content-title"] : undefined) ??
  "";

const section = "[CDATA[";

/** The text of a CDATA section, which an HTML parser reads as a comment; null for any other comment. */
export const textOfSection = (comment: string): string | null =>
  comment.startsWith(section) && comment.endsWith("]]") ? comment.slice(section.length, -2) : null;
