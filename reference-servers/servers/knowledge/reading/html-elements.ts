/** What the elements of HTML do on a page. Pure. */

const hiddenElements = new Set([
  "script",
  "style",
  "noscript",
  "template",
  "svg",
  "math",
  "nav",
  "iframe",
  "object",
  "select",
]);

export const blockElements: ReadonlySet<string> = new Set(
  "p div section article main header footer aside ul ol dl table blockquote figure form body dt dd hr".split(" "),
);

/** Elements that have no content and no end tag. */
export const voidElements: ReadonlySet<string> = new Set([
  "br",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "wbr",
  "col",
  "embed",
  "area",
  "base",
]);

/** Maximum nesting of elements; pages that people write are less deep. */
export const maxNesting = 500;

/** True if a browser shows nothing of the element's content. */
export const isHiddenElement = (name: string, attributes: Readonly<Record<string, string>>): boolean =>
  hiddenElements.has(name) ||
  "hidden" in attributes ||
  attributes["aria-hidden"] === "true" ||
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i.test(attributes.style ?? "");
