/** Which files are documents, by their names. Pure. */
import { extname } from "node:path";
import { readAsciidoc } from "./asciidoc.ts";
import type { ReadDocument } from "./block.ts";
import { readHtml } from "./html.ts";
import { readMarkdown } from "./markdown.ts";
import { readMdx } from "./mdx.ts";
import { readNotebook } from "./notebook.ts";
import { readPlain, readUnnamed } from "./plain-text.ts";
import { readRestructuredText } from "./restructured-text.ts";

export interface DocumentKind {
  /** Throws RangeError if the text nests too deeply, and another error if it does not have the format. */
  readonly read: (text: string) => ReadDocument;
  /** Whether settings may be before the text. */
  readonly hasFrontMatter: boolean;
  /** Whether the text is JSON. Then its characters are escaped, and the reader makes what it holds visible. */
  readonly isJson: boolean;
  readonly maxBytes: number;
}

const maxBytes = 1_000_000;
const markup = (read: DocumentKind["read"]): DocumentKind => ({ read, hasFrontMatter: true, isJson: false, maxBytes });

const kinds: ReadonlyMap<string, DocumentKind> = new Map([
  [".md", markup(readMarkdown)],
  [".markdown", markup(readMarkdown)],
  [".mdx", markup(readMdx)],
  [".html", markup(readHtml)],
  [".htm", markup(readHtml)],
  [".xhtml", markup(readHtml)],
  [".rst", markup(readRestructuredText)],
  [".adoc", markup(readAsciidoc)],
  [".asciidoc", markup(readAsciidoc)],
  [".txt", { read: readPlain, hasFrontMatter: false, isJson: false, maxBytes }],
  // Most of a notebook's bytes are pictures, which are left out.
  [".ipynb", { read: readNotebook, hasFrontMatter: false, isJson: true, maxBytes: 10_000_000 }],
]);
const unnamed = markup(readUnnamed);

/** Files without an ending that are programs or settings. */
const programs =
  /^(?:(?:make|docker|container|jenkins|vagrant|proc|gem|rake|pod|brew|cap|guard|berks|fast|app|pip|bazel|earth|just|tilt|cargo|task|snake)file(?:\.lock)?|gnumakefile|build|workspace|codeowners|gradlew|mvnw|configure|manifest|owners)$/i;

const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** The kind of a file; null if it is no document. A file without an ending is one, unless it has the name of a program. */
export function kindOf(path: string): DocumentKind | null {
  const ending = extname(path).toLowerCase();
  if (ending !== "" && ending !== ".") return kinds.get(ending) ?? null;
  return programs.test(name(path)) ? null : unnamed;
}

/** The ending by which files that are no documents are counted: ".pdf", or "" if the name has none. */
export const endingOf = (path: string): string => extname(path).toLowerCase();

/** Whether the text of a file without an ending is a program: its first line names what runs it. */
export const isProgram = (path: string, text: string): boolean => endingOf(path) === "" && text.startsWith("#!");
